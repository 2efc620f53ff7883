"""The sources that the notebooks may cite: arXiv id or DOI, and the first author's name."""

SOURCES = {
    "2305.17493": "Shumailov",
    "2307.01850": "Alemohammad",
    "2310.00429": "Bertrand",
    "2311.09807": "Guo",
    "2404.01413": "Gerstgrasser",
    "2404.02325": "Marchi",
    "2406.07515": "Feng",
    "2407.09499": "Ferbach",
    "2410.12954": "Borji",
    "2410.16713": "Kazdan",
    "2412.17646": "Suresh",
    "2502.18049": "He",
    "2503.03150": "Schaeffer",
    "2505.19046": "Barzilai",
    "2510.16657": "Yi",
    "10.1038/s41586-024-07566-y": "Shumailov",
    "10.1126/sciadv.adn5290": "Doshi",
    "10.2307/2347385": "Azzalini",  # the eruptions of Old Faithful
}

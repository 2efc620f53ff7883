"""A real JupyterLab without a browser: it serves a folder, and notebooks run in kernels that it starts.

Everything goes through the server, as it does from a browser: the page, the notebook, every message of its kernel.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import psutil
from websocket import create_connection

from patience import PATIENCE

TOKEN = "lessons"


def scratch(folder):
    """Return the variables that make Jupyter, IPython and matplotlib write into `folder` and nowhere else."""
    names = (
        "HOME USERPROFILE TMPDIR XDG_CACHE_HOME IPYTHONDIR MPLCONFIGDIR JUPYTER_RUNTIME_DIR JUPYTER_CONFIG_DIR"
        " JUPYTER_DATA_DIR JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR"
    )
    variables = {name: str(Path(folder, name.lower())) for name in names.split()}
    for path in variables.values():
        Path(path).mkdir(parents=True, exist_ok=True)
    return variables


@contextmanager
def lab(root, folder):
    """Serve the folder `root` until the end of the `with` block; what the server writes goes into `folder`."""
    variables = scratch(folder)
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0", f"--ServerApp.root_dir={root}"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--IdentityProvider.token={TOKEN}"]
    with Path(folder, "server.log").open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **variables}, stdout=log, stderr=log)
        try:
            yield Server(process, Path(variables["JUPYTER_RUNTIME_DIR"]), Path(log.name))
        finally:
            process.terminate()
            process.wait(PATIENCE)


class Server:
    """A running JupyterLab: `url`, and `process`, as psutil knows it."""

    def __init__(self, process, runtime, log):
        self.process = psutil.Process(process.pid)
        end = time.monotonic() + PATIENCE
        while not self.answers(runtime):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"JupyterLab does not start:\n{log.read_text()}")
            time.sleep(0.1)

    def answers(self, runtime):
        """Return whether the server has said in the folder `runtime` where it is, and is there."""
        try:
            self.url = json.loads(next(runtime.glob("jpserver-*.json")).read_text())["url"]
            return bool(self.ask("api/status"))
        except (StopIteration, ValueError, OSError):  # no file, half a file, nobody there
            return False

    def ask(self, path, method="GET", content=None):
        """Return what the server answers to one request."""
        data = json.dumps(content).encode() if content else None
        request = Request(self.url + path, data, {"Authorization": f"token {TOKEN}"}, method=method)
        with urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()

    def notebook(self, path):
        """Open a notebook as the browser does, the page around it included; return its content."""
        self.ask(f"lab/tree/{path}")
        return json.loads(self.ask(f"api/contents/{path}"))["content"]

    def save(self, path, content):
        """Save a notebook as the browser does."""
        self.ask(f"api/contents/{path}", "PUT", {"type": "notebook", "format": "json", "content": content})

    @contextmanager
    def session(self, path):
        """Start a kernel for the notebook at `path`, and yield a function that runs code in it."""
        wanted = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        session = json.loads(self.ask("api/sessions", "POST", wanted))
        address = f"{self.url}api/kernels/{session['kernel']['id']}/channels?token={TOKEN}".replace("http", "ws", 1)
        socket = create_connection(address, timeout=PATIENCE)
        try:
            yield lambda code: answers(socket, code)
        finally:
            socket.close()
            self.ask(f"api/sessions/{session['id']}", "DELETE")


def answers(socket, code):
    """Run code in the kernel at the other end of a web socket; return the messages it answers with."""
    header = {"msg_id": uuid4().hex, "msg_type": "execute_request", "session": "lessons", "username": "lessons"}
    header |= {"version": "5.3", "date": datetime.now(UTC).isoformat()}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
    socket.send(json.dumps(message | {"channel": "shell"}))

    found, open_ends = [], {"reply", "idle"}
    while open_ends:
        answer = received(socket)
        if answer["parent_header"].get("msg_id") == header["msg_id"]:
            found.append(answer)
            open_ends -= {"reply"} if answer["msg_type"] == "execute_reply" else set()
            open_ends -= {"idle"} if answer["content"].get("execution_state") == "idle" else set()
    return found


def received(socket):
    """Return the next message; those with binary data, as the pictures of a panel, have a header of offsets."""
    data = socket.recv()
    if isinstance(data, str):
        return json.loads(data)
    first = 4 * (int.from_bytes(data[:4], "big") + 1)
    end = int.from_bytes(data[8:12], "big") if first > 8 else None
    return json.loads(data[first:end])

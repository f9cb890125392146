"""A small client of yaml-language-server: what editors show of a document, over stdio."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

_WAIT = 60  # seconds; an answer takes milliseconds


class Editor:
    """One session of the server, with schemas associated to folders, and nothing fetched."""

    def __init__(self, server: Path, schemas: dict[str, list[str]], root: Path) -> None:
        self._settings = {
            "yaml": {
                "schemas": schemas, "schemaStore": {"enable": False}, "validate": True,
                "completion": True, "hover": True, "yamlVersion": "1.2",
            },
        }  # fmt: skip
        self._process = subprocess.Popen(
            ["node", str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._last = 0
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}
        workspace = {"configuration": True, "didChangeConfiguration": {}}
        text = {
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
            "hover": {},
        }
        self.ask("initialize", {
            "processId": None, "rootUri": root.as_uri(),
            "capabilities": {"workspace": workspace, "textDocument": text},
        })  # fmt: skip
        self._say("initialized", {})
        self._say("workspace/didChangeConfiguration", {"settings": self._settings})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            stream.close()

    def open(self, path: Path, text: str) -> None:
        """Show a text as the file of that path."""
        about = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._say("textDocument/didOpen", {"textDocument": about})

    def diagnostics(self, path: Path) -> list[dict[str, Any]]:
        """Return what the server has against a file, once it has looked at it."""
        while path.as_uri() not in self._diagnostics:
            self._step()
        return self._diagnostics[path.as_uri()]

    def completion(self, path: Path, line: int, column: int) -> dict[str, dict[str, Any]]:
        """Return what is proposed at a place (from 0), by label."""
        found = self.ask("textDocument/completion", self._place(path, line, column))
        return {item["label"]: item for item in found["items"]}

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what is shown over a place (from 0)."""
        found = self.ask("textDocument/hover", self._place(path, line, column))
        return str(found["contents"]["value"]) if found else ""

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self._last += 1
        number = self._last
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            answer = self._step()
            if answer.get("id") == number and "method" not in answer:
                assert "error" not in answer, answer
                return answer["result"]

    def _place(self, path: Path, line: int, column: int) -> dict[str, Any]:
        position = {"line": line, "character": column}
        return {"textDocument": {"uri": path.as_uri()}, "position": position}

    def _step(self) -> dict[str, Any]:
        """Take one message: answer a request, keep diagnostics."""
        message = self._messages.get(timeout=_WAIT)
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            about = message["params"]
            self._diagnostics[about["uri"]] = about["diagnostics"]
        elif method == "workspace/configuration":
            sections = [item.get("section") for item in message["params"]["items"]]
            answer = [self._settings.get(section) for section in sections]
            self._send({"id": message["id"], "result": answer})
        elif method and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _say(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(raw) + raw)
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._messages.put(json.loads(stream.read(length)))

"""The shop: web asks the catalogue, and says what it offers."""

import http.server
import os
import signal
import sys
import urllib.request

ROLE = sys.argv[1]


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/ready":
            self.answer(503 if ROLE == "never-ready" else 200, "ready\n")
        elif ROLE == "catalogue":
            with open(os.environ["ITEMS"], encoding="utf-8") as items:
                self.answer(200, items.read())
        else:
            try:
                with urllib.request.urlopen(os.environ["CATALOGUE"], timeout=1) as response:
                    self.answer(200, "We have: " + response.read().decode())
            except OSError as problem:
                self.answer(502, f"The catalogue does not answer: {problem}\n")

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        if self.path != "/ready":
            print(format % args)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer((os.environ["POD_IP"], int(os.environ["PORT"])), Answers).serve_forever()

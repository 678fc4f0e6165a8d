"""Serves a checkout of web-platform-tests, or lists its tests. Its own command does both too, but installs packages first.

    python3 serve-tests.py CHECKOUT serve CONFIG.json
    python3 serve-tests.py CHECKOUT list PREFIX...      one JSON object a line: url, source, long
"""
import json
import logging
import os
import sys

checkout, act, *rest = sys.argv[1:]
os.chdir(checkout)
sys.path.insert(0, checkout)
from tools import localpaths  # noqa: E402,F401  (it sets where the checkout's own packages are found)


def main():
    if act == "serve":
        from tools.serve import serve

        serve.run(**vars(serve.get_parser().parse_args(["--config", *rest])))
    else:
        from tools.manifest import manifest

        logging.getLogger("manifest").setLevel(logging.ERROR)
        tests = manifest.load_and_update(checkout, os.path.join(checkout, "MANIFEST.json"), "/")
        for _kind, path, found in tests.itertypes("testharness"):
            for test in found:
                if any(test.url.startswith("/" + prefix) for prefix in rest):
                    print(json.dumps({"url": test.url, "source": path, "long": test.timeout == "long"}))


# Its servers are processes that load this file again.
if __name__ == "__main__":
    main()

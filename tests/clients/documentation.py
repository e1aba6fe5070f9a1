"""Every example of the documentation pages that is marked `run`, run as it stands against the real program."""

import glob
import os
import re
import subprocess
import sys
import tempfile

import harness
from harness import facteur, main

FOLDER = os.path.join(os.path.dirname(__file__), "../../crates/web/documentation")
RUNNERS = {
    "sh": ["bash", "-euo", "pipefail"],
    "python": [sys.executable],
    "js": ["node"],
}


def examples():
    for path in sorted(glob.glob(f"{FOLDER}/*/*.md")):
        with open(path, encoding="utf-8") as page:
            blocks = re.findall(r"^```(\w+) run\n(.*?)^```$", page.read(), re.M | re.S)
        for number, (language, code) in enumerate(blocks, 1):
            yield os.path.relpath(path, FOLDER), number, language, code


def tell(page, number, language, code):
    def run(world):
        with tempfile.NamedTemporaryFile("w", suffix=f".{language}", encoding="utf-8") as script:
            script.write(code)
            script.flush()
            done = subprocess.run(
                [*RUNNERS[language], script.name], env=world, capture_output=True, text=True, timeout=60
            )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert done.stdout.strip(), "the example answers nothing"

    run.__name__ = f"{page} example {number} in {language}"
    harness.TESTS.append(run)


if __name__ == "__main__":
    for example in examples():
        tell(*example)
    with facteur() as program:
        program.start()
        service = program.service("Documentation")
        main({
            **os.environ,
            "FACTEUR_URL": program.url,
            "FACTEUR_KEY": program.key(service, "test", None, "--permission", "manage_reports"),
            "EMAIL_TEMPLATE": program.email_template(service),
            "SMS_TEMPLATE": program.sms_template(service),
        })

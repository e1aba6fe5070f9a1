"""Schemathesis reads the generated OpenAPI and tries to make the real program fail."""

import os
import subprocess
import sys

from harness import facteur, main, test

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def run(program, key, language):
    tool = os.path.join(os.path.dirname(sys.executable), "st")
    done = subprocess.run(
        [tool, "run", f"{program.url}/v2/openapi-{language}", "--url", program.url, "--checks", CHECKS,
         "--phases", "examples,coverage,fuzzing", "--max-examples", "60", "--seed", "20261123",
         "--header", f"Authorization: ApiKey-v1 {key}", "--continue-on-failure", "--warnings", "off", "--no-color"],
        env=program.environment, cwd=program.folder, capture_output=True, text=True, timeout=900,
    )
    print(done.stdout[-6000:])
    assert done.returncode == 0, done.stderr[-2000:]


@test
def no_input_makes_the_api_answer_5xx_or_against_its_own_description(program, key):
    run(program, key, "en")


@test
def the_french_description_describes_the_same_api(program, key):
    run(program, key, "fr")


if __name__ == "__main__":
    with facteur() as program:
        program.start()
        service = program.service("Fuzz")
        program.command("service", "limits", "--service", service, "--rate", "1000000")
        program.email_template(service)
        program.sms_template(service)
        main(program, program.key(service, "test"))

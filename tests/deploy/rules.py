"""What no linter knows of the files in deploy/: the rules that Facteur itself makes.

Each rule is a function whose name is the sentence. The last line is `N passed, N failed`.
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "facteur"
SOURCE = ROOT / "crates" / "facteur" / "src" / "configuration"
HELM = Path(sys.executable).with_name("helm")


def fields(source, struct):
    body = re.search(rf"pub struct {struct} \{{(.*?)\n\}}", source, re.S).group(1)
    return dict(re.findall(r"^    pub (\w+): ([\w:<>]+),", body, re.M))


def known_settings():
    """Every setting by its place in the file, read from the program's source."""
    sections = (SOURCE / "sections.rs").read_text()

    def places(struct, source):
        for name, kind in fields(source, struct).items():
            section = re.fullmatch(r"(?:Option<)?(\w+Section)>?", kind)
            if section is None:
                yield (name,)
            else:
                yield from ((name, *inner) for inner in places(section.group(1), sections))

    settings = set(places("Configuration", SOURCE.with_suffix(".rs").read_text()))
    assert {("listen",), ("smtp", "host"), ("files", "s3", "bucket")} <= settings, "the source is not read right"
    return settings


KNOWN = known_settings()


def by_environment(name):
    return tuple(part.lower() for part in name.removeprefix("FACTEUR_").split("__"))


def helm(*arguments):
    return subprocess.run([HELM, *arguments], cwd=CHART, capture_output=True, text=True, check=False)


def rendered(values, *more):
    result = helm("template", "release", ".", "--namespace", "messages", "-f", f"ci/{values}.yaml", *more)
    assert result.returncode == 0, result.stderr
    return [document for document in yaml.safe_load_all(result.stdout) if document]


def of_kind(documents, kind):
    return [document for document in documents if document["kind"] == kind]


def pods(values):
    return [deployment["spec"]["template"]["spec"] for deployment in of_kind(rendered(values), "Deployment")]


BOTH = ("together", "divided")


def containers(pod):
    return pod["initContainers"] + pod["containers"]


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def nodes():
    return {name: node for name, node in compose()["services"].items() if name.startswith("facteur-")}


def containerfile():
    """The instructions of the last stage, as (word, rest)."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text(), flags=re.M))
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    last = max(place for place, line in enumerate(lines) if line[0] == "FROM")
    return [(word, rest) for word, rest in lines[last:]]


def unit():
    lines = (DEPLOY / "systemd" / "facteur.service").read_text().splitlines()
    return [tuple(line.split("=", 1)) for line in lines if "=" in line and not line.startswith("#")]


RULES = []


def rule(function):
    RULES.append(function)
    return function


@rule
def every_setting_in_the_sample_file_is_one_of_the_program():
    sample = tomllib.loads((DEPLOY / "systemd" / "facteur.toml").read_text())
    # Those that are shown and not set count as well.
    text = re.sub(r"^# (\w+ = )", r"\1", (DEPLOY / "systemd" / "facteur.toml").read_text(), flags=re.M)
    for settings in (sample, tomllib.loads(text)):
        for name, value in settings.items():
            places = {(name, inner) for inner in value} if isinstance(value, dict) else {(name,)}
            assert places <= KNOWN, places - KNOWN


@rule
def every_variable_of_the_image_and_of_the_nodes_is_a_setting():
    names = set(re.findall(r"\b(FACTEUR_\w+)=", " ".join(rest for word, rest in containerfile() if word == "ENV")))
    assert names, "the image sets nothing"
    for node in nodes().values():
        names |= set(node["environment"])
    for values in BOTH:
        for pod in pods(values):
            names |= {variable["name"] for container in containers(pod) for variable in container.get("env", [])}
    unknown = {name for name in names if by_environment(name) not in KNOWN}
    assert not unknown, unknown


@rule
def the_image_runs_as_a_number_and_stops_by_sigterm():
    instructions = dict(containerfile())
    assert instructions["FROM"].split()[0] == "scratch"
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", instructions["USER"])
    assert instructions["STOPSIGNAL"] == "SIGTERM"
    assert instructions["VOLUME"] == "/data"
    assert "_status?simple=1" in instructions["HEALTHCHECK"]
    assert instructions["ENTRYPOINT"].startswith("["), "a shell would not pass the signal on"


@rule
def no_secret_can_get_into_a_layer():
    text = (DEPLOY / "Containerfile").read_text()
    assert not re.search(r"^(ARG|ENV)\s.*(PASSWORD|SECRET|TOKEN|DATABASE_URL|KEYRING)", text, re.M)
    assert not re.search(r"^(COPY|ADD)\s+\.", text, re.M), "the whole folder"
    allowed = (DEPLOY / "Containerfile.dockerignore").read_text().split("\n")
    assert [line for line in allowed if line and line[0] != "#"] == ["*", "!Cargo.toml", "!Cargo.lock", "!crates"]


@rule
def the_service_stops_with_more_patience_than_the_program():
    source = (ROOT / "crates/facteur/src/serve.rs").read_text()
    patience = int(re.search(r"MOST_PATIENCE: Duration = Duration::from_secs\((\d+)\)", source).group(1))
    assert int(dict(unit())["TimeoutStopSec"]) > patience
    assert all(int(node["stop_grace_period"].rstrip("s")) > patience for node in nodes().values())
    for values in BOTH:
        for pod in pods(values):
            pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
            assert pod["terminationGracePeriodSeconds"] >= pause + patience + 5


@rule
def the_nodes_of_compose_are_alike_and_confined():
    assert len(nodes()) == 3
    first, *others = nodes().values()
    assert all(other == first for other in others)
    assert first["read_only"] and first["cap_drop"] == ["ALL"]
    assert set(first["secrets"]) == {"facteur.toml", "keyring"}
    assert compose()["networks"]["inside"]["internal"] is True
    proxied = re.findall(r"(facteur-\d):6011", (DEPLOY / "compose" / "Caddyfile").read_text())
    assert sorted(proxied) == sorted(nodes())


@rule
def every_pod_is_confined():
    for pod in itertools.chain.from_iterable(map(pods, BOTH)):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
        assert pod["automountServiceAccountToken"] is False
        for container in containers(pod):
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True and context["allowPrivilegeEscalation"] is False
            assert context["capabilities"]["drop"] == ["ALL"]
            assert "memory" in container["resources"]["limits"]


@rule
def no_pod_reads_variables_that_the_cluster_makes_up():
    # A Service called facteur would be FACTEUR_PORT in every pod, and the program refuses to start.
    assert all(pod["enableServiceLinks"] is False for pod in itertools.chain.from_iterable(map(pods, BOTH)))


@rule
def a_rollout_leaves_no_request_without_a_node():
    for values in BOTH:
        for deployment in of_kind(rendered(values), "Deployment"):
            update = deployment["spec"]["strategy"]["rollingUpdate"]
            assert update["maxUnavailable"] == 0 and update["maxSurge"] >= 1
            container = deployment["spec"]["template"]["spec"]["containers"][0]
            assert container["lifecycle"]["preStop"]["sleep"]["seconds"] >= 1
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert container[probe]["httpGet"]["path"] == "/_status?simple=1"


@rule
def secrets_are_named_and_never_held():
    for values in BOTH:
        documents = rendered(values)
        assert not of_kind(documents, "Secret") and not of_kind(documents, "ConfigMap")
        for pod in pods(values):
            for variable in pod["containers"][0]["env"]:
                if re.search("PASSWORD|USERNAME|DATABASE_URL|ACCESS_KEY", variable["name"]):
                    assert "secretKeyRef" in variable["valueFrom"], variable["name"]


@rule
def files_are_where_every_node_finds_them():
    for node in nodes().values():
        assert f"files:{node['environment']['FACTEUR_FILES__FOLDER']}" in node["volumes"]
    assert "files" in compose()["volumes"]
    assert any(word == "COPY" and "--chown" in rest and rest.endswith(" /files") for word, rest in containerfile())

    def environment(pod):
        return {variable["name"]: variable for variable in pod["containers"][0]["env"]}

    pod, = pods("together")
    assert environment(pod)["FACTEUR_FILES__FOLDER"]["value"] == "/files"
    assert {"name": "files", "mountPath": "/files"} in pod["containers"][0]["volumeMounts"]
    assert {"name": "files", "persistentVolumeClaim": {"claimName": "facteur-files"}} in pod["volumes"]
    for pod in pods("divided"):
        assert "FACTEUR_FILES__S3__BUCKET" in environment(pod) and "FACTEUR_FILES__FOLDER" not in environment(pod)
    policy, = of_kind(rendered("divided"), "NetworkPolicy")
    ports = [port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]]
    assert 3310 in ports and 443 in ports
    policy, = of_kind(rendered("together"), "NetworkPolicy")
    assert 3310 not in [port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]]


@rule
def roles_are_divided_or_together():
    def roles(values):
        return sorted(pod["containers"][0]["args"][-1] for pod in pods(values))

    assert roles("together") == ["api,web,worker"] and roles("divided") == ["api,web", "worker"]
    for values, answering in (("together", "node"), ("divided", "api")):
        service = next(s for s in of_kind(rendered(values), "Service") if s["spec"].get("clusterIP") != "None")
        assert service["spec"]["selector"]["app.kubernetes.io/component"] == answering


@rule
def every_selector_finds_its_pods():
    for values in BOTH:
        documents = rendered(values)
        labels = [d["spec"]["template"]["metadata"]["labels"].items() for d in of_kind(documents, "Deployment")]
        for document in documents:
            selector = document["spec"].get("podSelector") or document["spec"].get("selector", {})
            wanted = selector.get("matchLabels", selector).items()
            if document["kind"] in ("Deployment", "PodDisruptionBudget", "NetworkPolicy", "Service"):
                assert wanted and any(wanted <= pod for pod in labels), document["metadata"]["name"]


@rule
def values_that_are_not_right_are_refused():
    for wrong in (
        "database.secret=",
        "keyring.secret=",
        "settings.FACTEUR_DATABASE_URL=postgres://db/f",
        "settings.FACTEUR_SMTP__PASSWORD=secret",
        "settings.listen=x",
        "settings.FACTEUR_FILES__FOLDER=/data",
        "files.secret=bucket",
        "stop.graceSeconds=10",
        "replicas=3",
    ):
        result = helm("template", "release", ".", "-f", "ci/together.yaml", "--set", wrong)
        assert result.returncode != 0 and "schema" in result.stderr, wrong


@rule
def a_keyring_is_made_once_and_reads_as_the_program_writes_it():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keyring"
        subprocess.run([DEPLOY / "make-keyring", path], check=True)
        assert os.stat(path).st_mode & 0o777 == 0o600
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        assert lines[0] == "facteur keyring 1" and len(lines) == 3
        assert all(re.fullmatch(rf"{word} [A-Za-z0-9+/]{{43}}=", line) for word, line in zip(("master", "pepper"), lines[1:]))
        again = subprocess.run([DEPLOY / "make-keyring", path], capture_output=True, check=False)
        assert again.returncode != 0


def main():
    passed = 0
    for each in RULES:
        try:
            each()
            passed += 1
        except Exception as trouble:  # Whatever it is, the rule does not hold.
            print(f"FAILED {each.__name__.replace('_', ' ')}: {type(trouble).__name__} {trouble}")
    failed = len(RULES) - passed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

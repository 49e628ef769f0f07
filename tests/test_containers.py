"""The course in containers: what can be known of .binder/, Containerfile and server/values.yaml without a build."""

import re
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[1]
SCHEMA = yaml.safe_load((ROOT / "tests" / "zero_to_jupyterhub.schema.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def values():
    return yaml.safe_load((ROOT / "server" / "values.yaml").read_text(encoding="utf-8"))


def test_the_values_for_kubernetes_keep_the_charts_rules(values):
    jsonschema.validate(values, SCHEMA)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("singleuser", "memory", "limits"), "3G"),  # a typing mistake
        (("singleuser", "memory", "limit"), "3 Gb"),
        (("singleuser", "cpu", "limit"), "two"),
        (("singleuser", "storage", "type"), "shared"),
        (("singleuser", "image", "tag"), 1.0),  # YAML reads 1.0 as a number
        (("singleuser", "extraEnv", "OMP_NUM_THREADS"), 2),
        (("cull", "timeout"), "1h"),
        (("culler",), {}),
    ],
)
def test_a_mistake_in_them_is_found(values, place, value):
    *folder, name = place
    inner = values
    for part in folder:
        inner = inner[part]
    inner[name] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, SCHEMA)


def test_image_and_binder_install_the_same():
    """What repo2docker makes of .binder/: that Python, and pip with these requirements in the course's folder."""
    containerfile = (ROOT / "Containerfile").read_text(encoding="utf-8")
    runtime = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    (image,) = re.findall(r"^FROM \S+/python:(\d\.\d+)-", containerfile, re.MULTILINE)
    assert runtime == f"python-{image}"
    assert "pip install --no-cache-dir -r .binder/requirements.txt -r server/requirements.txt" in containerfile
    assert "-r ../requirements.txt" in (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    lower, upper = re.search(
        r'requires-python = ">=(\d\.\d+)[\d.]*,<(\d\.\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ).groups()
    as_numbers = [tuple(map(int, text.split("."))) for text in (lower, image, upper)]
    assert as_numbers[0] <= as_numbers[1] < as_numbers[2]


def test_what_the_values_name_is_in_the_image(values):
    containerfile = (ROOT / "Containerfile").read_text(encoding="utf-8")
    environment = values["singleuser"]["extraEnv"]
    for name in ("COURSE_EXCHANGE", "JUPYTER_CONFIG_PATH", "GIT_CONFIG_SYSTEM"):
        assert f"{name}={environment[name]}" in containerfile
        inside = Path(environment[name])
        if inside.is_relative_to("/srv/course"):
            assert (ROOT / inside.relative_to("/srv/course")).exists()
    storage = values["singleuser"]["storage"]
    assert f"WORKDIR {storage['homeMountPath']}" in containerfile
    mounts = {mount["name"]: mount["mountPath"] for mount in storage["extraVolumeMounts"]}
    assert mounts == {volume["name"]: environment["COURSE_EXCHANGE"] for volume in storage["extraVolumes"]}
    notebook = values["singleuser"]["defaultUrl"].removeprefix("/lab/tree/course/")
    assert (ROOT / notebook).exists()


def test_an_admin_gets_the_instructors_settings(values):
    config = SimpleNamespace(Spawner=SimpleNamespace())
    exec(values["hub"]["extraConfig"]["roles"], {"c": config})
    student, instructor = (
        SimpleNamespace(user=SimpleNamespace(admin=admin), environment=values["singleuser"]["extraEnv"])
        for admin in (False, True)
    )
    for spawner in (student, instructor):
        config.Spawner.pre_spawn_hook(spawner)
    assert "COURSE_ROLE" not in student.environment
    assert instructor.environment["COURSE_ROLE"] == "instructor"
    for folder in instructor.environment["JUPYTER_CONFIG_PATH"].split(":"):
        assert (ROOT / Path(folder).relative_to("/srv/course")).is_dir()

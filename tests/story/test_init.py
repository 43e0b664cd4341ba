"""`imprint init`: the folder passes its own workflows' commands, and the workflow for pull requests keeps its distance."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools.command import IMPRINT, ROOT, files_of, inside

ELSEWHERE = {"install"}  # needs the network


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "River News"
    done = inside("init", folder, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "project")


def workflow(folder: Path, name: str) -> dict[Any, Any]:
    tree = yaml.safe_load((folder / ".github/workflows" / name).read_text(encoding="utf-8"))
    assert isinstance(tree, dict)
    return tree


def steps(tree: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    for job in tree["jobs"].values():
        yield from job["steps"]


def run_steps(folder: Path, name: str) -> int:
    """The commands of a workflow as its runner would start them; the first exit code that is not 0."""
    passed = folder.parent / "passed.env"
    passed.write_text("TARGET=./published\n", encoding="utf-8")
    env = {
        **os.environ, "PATH": f"{IMPRINT.parent}{os.pathsep}{os.environ['PATH']}", "GITHUB_ENV": str(passed),
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
    }  # fmt: skip
    for step in steps(workflow(folder, name)):
        if "run" in step and step["name"] not in ELSEWHERE:
            env |= dict(line.split("=", 1) for line in passed.read_text(encoding="utf-8").splitlines())
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=300)
            if done.returncode:
                return done.returncode
    return 0


def test_a_new_project_has_all_its_parts(made: Path) -> None:
    assert set(files_of(made)) == {
        "dataset.toml", "schema/article.py", "schema/article.schema.json", "raw/facts.csv", "raw/example-library.txt",
        "raw/example-market.txt", "CONTRIBUTING.md", ".pre-commit-config.yaml", ".github/workflows/validate.yml",
        ".github/workflows/release.yml", ".vscode/settings.json", ".gitignore", "dist/.gitkeep",
    }  # fmt: skip
    assert 'name = "river-news"' in (made / "dataset.toml").read_text(encoding="utf-8")
    assert not any(b"@NAME@" in content or b"@VERSION@" in content for content in files_of(made).values())
    contributing = (made / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "如何贡献" in contributing
    assert "Open a pull request" in contributing


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_a_new_project_is_built_published_and_tagged(project: Path) -> None:
    """Every command of the workflow for releases, in a repository with a remote."""
    git(project.parent, "init", "-q", "--bare", "-b", "main", "remote.git")
    git(project, "init", "-q", "-b", "main")
    for name, value in (("user.name", "a"), ("user.email", "a@b.example"), ("remote.origin.url", "../remote.git")):
        git(project, "config", name, value)
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Start")
    git(project, "push", "-q", "-u", "origin", "main")
    assert run_steps(project, "release.yml") == 0
    assert git(project.parent / "remote.git", "tag").split() == ["v1.0.0"]
    assert git(project.parent / "remote.git", "show", "main:release.lock").count("1.0.0") == 2
    assert inside("schema", cwd=project).stdout == (project / "schema/article.schema.json").read_text(encoding="utf-8")


def test_the_workflow_for_pull_requests_passes_and_fails_as_it_should(project: Path) -> None:
    proposed = project / ".proposed"
    shutil.copytree(project / "raw", proposed / "raw")
    assert run_steps(project, "validate.yml") == 0
    (proposed / "raw" / "bad.jsonl").write_text("{]\n", encoding="utf-8")
    assert run_steps(project, "validate.yml") == 1
    shutil.rmtree(proposed / "raw")
    (proposed / "raw").symlink_to(project / "schema")
    assert run_steps(project, "validate.yml") == 1


def test_the_workflow_for_pull_requests_has_no_secret_and_runs_nothing_of_theirs(made: Path) -> None:
    text = (made / ".github/workflows/validate.yml").read_text(encoding="utf-8")
    tree = workflow(made, "validate.yml")
    assert list(tree[True]) == ["pull_request"]  # YAML 1.1 takes `on` for true
    assert tree["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    checkouts = [step["with"] for step in steps(tree) if step.get("uses", "").startswith("actions/checkout@")]
    assert [place["persist-credentials"] for place in checkouts] == [False, False]
    assert "base.sha" in checkouts[0]["ref"]
    assert checkouts[1]["path"] == ".proposed"


@pytest.mark.parametrize("name", ["validate.yml", "release.yml"])
def test_no_command_of_a_workflow_is_put_together_from_what_others_wrote(made: Path, name: str) -> None:
    for step in steps(workflow(made, name)):
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert len(step["uses"].split("@")[1]) == 40


def test_the_release_is_started_by_hand(made: Path) -> None:
    tree = workflow(made, "release.yml")
    assert list(tree[True]) == ["workflow_dispatch"]
    names = [step["name"] for step in steps(tree) if "run" in step]
    assert names == ["install", "build", "diff", "publish", "tag"]


def test_the_hooks_run_the_command(made: Path) -> None:
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repo,) = yaml.safe_load((made / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in (ours, *repo["hooks"]):
        program, *arguments = hook["entry"].split()
        assert (hook["id"], program, hook["pass_filenames"]) == ("imprint-validate", "imprint", False)
        assert inside(*arguments, cwd=made).returncode == 0


def test_nothing_that_is_there_is_overwritten(project: Path) -> None:
    (project / "dataset.toml").unlink()
    before = files_of(project)
    done = inside("init", ".", cwd=project)
    assert done.returncode == 5
    assert "raw/facts.csv" in done.stderr
    assert files_of(project) == before


@pytest.mark.parametrize("name", ["云河", "a b", 'a"\ntitle = "b', "-"])
def test_a_name_that_no_dataset_can_have_is_refused(tmp_path: Path, name: str) -> None:
    done = inside("init", "new", "--name", name, cwd=tmp_path)
    assert done.returncode == 2
    assert "mend:  name it with --name" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_are_told_how_to_complete(shell: str, tmp_path: Path) -> None:
    done = inside(cwd=tmp_path, env={"_IMPRINT_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert f"_IMPRINT_COMPLETE={shell}_complete" in done.stdout
    assert f"_IMPRINT_COMPLETE={shell}_source imprint" in (ROOT / "docs/findings.md").read_text(encoding="utf-8")


def test_a_command_and_its_options_complete(tmp_path: Path) -> None:
    for words, expected in (("imprint val", "validate"), ("imprint validate --expl", "--explain")):
        env = {"_IMPRINT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        assert f"plain,{expected}" in inside(cwd=tmp_path, env=env).stdout.splitlines()

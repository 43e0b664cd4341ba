"""What the real Hub refuses in a dataset card."""

import yaml

from toolkit.terms import LANGUAGES, LICENSES, TASKS


def card_problems(content: str) -> list[str]:
    """One line a problem."""
    parts = content.split("---\n")
    try:
        tree = yaml.safe_load(parts[1]) if content.startswith("---\n") and len(parts) > 2 else {}
    except yaml.YAMLError as error:
        return [f"not YAML: {error}"]
    problems = [] if isinstance(tree, dict) else ["not a mapping"]
    tree = tree if isinstance(tree, dict) else {}
    if tree.get("license", "other") not in LICENSES:
        problems.append('"license" must be one of the known')
    if not set(tree.get("language", [])) <= set(LANGUAGES):
        problems.append('"language" must be ISO 639')
    if not set(tree.get("task_categories", [])) <= set(TASKS):
        problems.append('"task_categories" must be of the known')
    return problems

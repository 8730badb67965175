"""The measuring screens in other frameworks, each written as its documentation does it.

They run in environments of their own (`tools/prepare.sh peers`), and import nothing of this project.
"""

from __future__ import annotations

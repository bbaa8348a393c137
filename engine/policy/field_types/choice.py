"""`choice`: one of a list."""

from __future__ import annotations

from engine.policy.field_types.choosing import one_of

KIND = one_of("choice")

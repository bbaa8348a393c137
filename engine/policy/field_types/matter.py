"""`matter`: what it is about; one of the matters of the form. Cases on one matter are read together."""

from __future__ import annotations

from engine.policy.field_types.choosing import one_of

KIND = one_of("matter")

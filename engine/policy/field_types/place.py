"""`place`: where it happened; one of the places of the form. Cases in one place are read together."""

from __future__ import annotations

from engine.policy.field_types.choosing import one_of

KIND = one_of("place")

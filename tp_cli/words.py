"""The words that a table or place.toml may use for a basis, a status, a state, a scope, a kind of body."""

from __future__ import annotations

from typing import Literal, get_args

BASES = ("outturn", "budget", "allocation", "payments")  # best first; "control" never enters the count
STATUSES = ("supplied", "estimated", "withheld", "tbc", "nil", "included_elsewhere")
UNKNOWN_STATUSES = ("withheld", "tbc")
PAYEE_CLASSES = ("public_body", "redacted", "individual", "supplier")
STATES = ("counted", "eliminated", "apportioned_out", "out_of_scope", "memo", "superseded", "unresolved")
SCOPES = (
    "benefits",
    "schools",
    "housing_revenue_account",
    "capital",
    "apportioned",
    "non_identifiable",
)
AgencyKind = Literal[
    "council",
    "nhs-commissioner",
    "nhs-provider",
    "police",
    "fire",
    "transport",
    "school",
    "housing",
    "department",
    "benefits",
    "pool",
    "other",
]
KINDS: tuple[AgencyKind, ...] = get_args(AgencyKind)
LOCAL_GOVERNMENT = ("council", "police", "fire", "transport", "school")

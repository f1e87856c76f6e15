"""The keys of rows, each a type of its own."""

from __future__ import annotations

from typing import NewType

AssetId = NewType("AssetId", int)
ClipId = NewType("ClipId", int)
ConsentId = NewType("ConsentId", int)
CopyId = NewType("CopyId", int)
AlternateId = NewType("AlternateId", int)
AuthorityId = NewType("AuthorityId", int)
LinkId = NewType("LinkId", int)
ShotId = NewType("ShotId", int)
ShotListId = NewType("ShotListId", int)
VolumeId = NewType("VolumeId", int)
MessageId = NewType("MessageId", int)
SearchId = NewType("SearchId", int)
OperationId = NewType("OperationId", int)

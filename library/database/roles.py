"""Who may see and change what, where a team shares a catalogue on a server: the roles viewer, editor and safety.

The server itself holds people to it, whatever program they use. A *viewer* reads; an *editor* changes what a viewer
reads; *safety* also sees and keeps the people who are not open (`authority.protection`). The owner of the catalogue may
do all of it, and lets users in: `GRANT mediavault_editor TO anna`.

Viewers and editors meet none of those people: not their names, spellings, keys or consent, nor what history noted of
them. Nor what is said in an asset that is linked to one of them: its transcript, and the words of it that searches look
into; it is found by its event, place, date and the like. The server keeps who those are in tables of its own, at the
end of each transaction: so an editor can protect somebody and not see them afterwards, where a policy on the rows
themselves would refuse the change. Nothing tells an editor that a hidden name is there: editors add and name no people
at all.

What is not hidden: what was written elsewhere in plain text. Captions, keywords and names of files, names and notes of
clips, notes of shots, and what operations are called stay with what they describe, for a row is seen whole or not at
all. Who is not to be known is not named there; `Catalogue.told_elsewhere` says where somebody is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

VIEWER, EDITOR, SAFETY = ROLES = ("mediavault_viewer", "mediavault_editor", "mediavault_safety")
PEOPLE = "'person', 'organisation', 'contributor'"
"""Kinds of records that may be protected."""
OF_RECORDS = (
    {"authority": "id"}
    | dict.fromkeys(("authority_name", "authority_key", "consent", "sender_identity"), "authority_id")
    | {"message": "sender_id"}
)
"""Tables that tell of a record, and the column that says which."""
OF_ASSETS = {"transcript_line": "asset_id", "asset_search": "id"}
"""Tables of what is said in an asset, and the column that says which."""
_SHOWING = """SELECT clip.asset_id FROM link JOIN clip ON clip.id = link.clip_id
    JOIN withheld_record ON withheld_record.authority_id = link.authority_id"""
"""Assets that are linked, or may be, to somebody who is not open."""
NOTED = {
    "operation": "undone, redo_place",
    "change": "moved",
    "step": None,
    "fixity_check": None,
    "custody": None,
}
"""Tables that only grow, and the columns of them that undo changes nevertheless."""
_OWN = frozenset(("alembic_version", "withheld_record", "withheld_change"))


def prepare(connection: Connection) -> None:
    """Makes the roles, or brings them up to date, in a writing transaction of the catalogue's owner."""
    tables = sorted(inspect(connection).get_table_names())
    for statement in _statements(tables):
        connection.exec_driver_sql(statement)


def _statements(tables: list[str]) -> Iterator[str]:
    yield from _roles()
    yield from _withheld()
    yield from _history()
    yield from _grants(tables)
    yield from _policies()
    yield from _policies_of_history()


def _roles() -> Iterator[str]:
    for role in ROLES:
        yield (
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
            "WHEN insufficient_privilege THEN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "
            f"'{role}') THEN RAISE; END IF; END $$"
        )


def _withheld() -> Iterator[str]:
    """The ids of people who are not open, kept by the server at the end of each transaction."""
    yield "CREATE TABLE IF NOT EXISTS withheld_record (authority_id bigint PRIMARY KEY)"
    yield f"""CREATE OR REPLACE FUNCTION keep_withheld() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN
            DELETE FROM withheld_record WHERE authority_id = NEW.id;
            INSERT INTO withheld_record SELECT id FROM authority
                WHERE id = NEW.id AND kind IN ({PEOPLE}) AND protection IS DISTINCT FROM 'open'
                ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$"""
    yield "DROP TRIGGER IF EXISTS keep_withheld ON authority"
    yield """CREATE CONSTRAINT TRIGGER keep_withheld AFTER INSERT OR UPDATE ON authority
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_withheld()"""
    yield "DELETE FROM withheld_record"
    yield f"""INSERT INTO withheld_record SELECT id FROM authority
        WHERE kind IN ({PEOPLE}) AND protection IS DISTINCT FROM 'open'"""
    # The unique name would tell an editor that a hidden record has it, before any policy is asked.
    yield f"""CREATE OR REPLACE FUNCTION people_are_named_by_safety() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.kind IN ({PEOPLE}) AND (TG_OP = 'INSERT' OR NEW.name != OLD.name OR NEW.kind != OLD.kind)
                AND pg_has_role(current_user, '{EDITOR}', 'MEMBER')
                AND NOT pg_has_role(current_user, '{SAFETY}', 'MEMBER') THEN
                RAISE insufficient_privilege USING MESSAGE = 'people are added and named by the role {SAFETY}';
            END IF;
            RETURN NEW;
        END $$"""
    yield "DROP TRIGGER IF EXISTS people_are_named_by_safety ON authority"
    yield """CREATE TRIGGER people_are_named_by_safety BEFORE INSERT OR UPDATE ON authority
        FOR EACH ROW EXECUTE FUNCTION people_are_named_by_safety()"""


def _grants(tables: list[str]) -> Iterator[str]:
    everyone = ", ".join(ROLES)
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {everyone}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {EDITOR}, {SAFETY}"
    for table in tables:
        if table not in NOTED and table not in _OWN:
            yield f'GRANT INSERT, UPDATE, DELETE ON "{table}" TO {EDITOR}, {SAFETY}'
    for table, columns in NOTED.items():
        yield f"GRANT INSERT ON {table} TO {EDITOR}, {SAFETY}"
        if columns:
            yield f"GRANT UPDATE ({columns}) ON {table} TO {EDITOR}, {SAFETY}"


def _policies() -> Iterator[str]:
    hidden = dict.fromkeys(OF_RECORDS, "SELECT authority_id FROM withheld_record") | dict.fromkeys(OF_ASSETS, _SHOWING)
    for table, key in (OF_RECORDS | OF_ASSETS).items():
        # Who a sender is stays with safety, however open the record is.
        shown = "false" if table == "sender_identity" else f"{key} NOT IN ({hidden[table]})"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield from _policy(table, "team", f"FOR ALL TO {VIEWER}, {EDITOR} USING ({shown}) WITH CHECK (true)")
        yield from _policy(table, "safety", f"FOR ALL TO {SAFETY} USING (true)")


def _history() -> Iterator[str]:
    """What was noted of people is for those who may see them; and everybody notes under their own name."""
    yield f"""CREATE OR REPLACE FUNCTION concerns_people(noted change) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT CASE
            WHEN noted.table_name IN ('consent', 'message') THEN true
            WHEN noted.table_name = 'transcript_line' THEN noted.action != 'insert' AND EXISTS (
                SELECT FROM json_array_elements(noted.payload) AS gone
                LEFT JOIN transcript_line ON noted.action = 'update' AND transcript_line.id = (gone ->> 0)::bigint
                WHERE coalesce(asset_id, (CASE noted.action WHEN 'delete' THEN gone ->> 'asset_id' END)::bigint)
                    IN ({_SHOWING}))
            WHEN noted.table_name NOT IN ('authority', 'authority_name') THEN false
            WHEN noted.action = 'delete' THEN EXISTS (
                SELECT FROM json_array_elements(noted.payload) AS gone
                LEFT JOIN authority ON authority.id = (gone ->> 'authority_id')::bigint
                WHERE coalesce(gone ->> 'kind', kind, 'person') IN ({PEOPLE}))
            ELSE EXISTS (
                SELECT FROM json_array_elements(noted.payload) AS rows
                JOIN (SELECT 'authority' AS of, id, kind FROM authority UNION ALL
                    SELECT 'authority_name', authority_name.id, kind FROM authority_name
                    JOIN authority ON authority.id = authority_id) AS records
                ON of = noted.table_name AND records.id BETWEEN (rows ->> 0)::bigint
                    AND (rows ->> CASE noted.action WHEN 'insert' THEN 1 ELSE 0 END)::bigint
                WHERE kind IN ({PEOPLE}))
        END $$"""
    yield "REVOKE EXECUTE ON FUNCTION concerns_people FROM PUBLIC"
    yield "CREATE TABLE IF NOT EXISTS withheld_change (change_id bigint PRIMARY KEY, operation_id bigint NOT NULL)"
    yield """CREATE OR REPLACE FUNCTION withhold_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ BEGIN
            INSERT INTO withheld_change SELECT NEW.id, NEW.operation_id WHERE concerns_people(NEW)
                ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$"""
    yield "DROP TRIGGER IF EXISTS withhold_change ON change"
    yield """CREATE CONSTRAINT TRIGGER withhold_change AFTER INSERT ON change
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION withhold_change()"""
    yield """INSERT INTO withheld_change SELECT id, operation_id FROM change WHERE concerns_people(change)
        ON CONFLICT DO NOTHING"""
    yield f"GRANT SELECT ON withheld_change TO {', '.join(ROLES)}"


def _policies_of_history() -> Iterator[str]:
    readers, writers = f"{VIEWER}, {EDITOR}", f"{EDITOR}, {SAFETY}"
    hidden = {"operation": "operation_id", "change": "change_id"}
    for table, columns in NOTED.items():
        shown = f"id NOT IN (SELECT {hidden[table]} FROM withheld_change)" if table in hidden else "true"
        noted = "true" if table == "change" else "who = session_user"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield from _policy(table, "team", f"FOR SELECT TO {readers} USING ({shown})")
        yield from _policy(table, "safety", f"FOR SELECT TO {SAFETY} USING (true)")
        yield from _policy(table, "noted", f"FOR INSERT TO {writers} WITH CHECK ({noted})")
        if columns:
            yield from _policy(table, "undone", f"FOR UPDATE TO {writers} USING (true)")


def _policy(table: str, name: str, says: str) -> Iterator[str]:
    yield f"DROP POLICY IF EXISTS {name} ON {table}"
    yield f"CREATE POLICY {name} ON {table} {says}"

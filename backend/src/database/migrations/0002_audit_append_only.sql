-- The audit trail is append-only by the database's own word: a line never changes, and it goes only
-- when it is old (400 days, as the backend's clean-up asks; a day of grace for clocks that differ).
CREATE FUNCTION "amo_crm_audit_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD."at" < now() - interval '399 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "amo_crm_audit_rows" BEFORE UPDATE OR DELETE ON "amo_crm_audit"
  FOR EACH ROW EXECUTE FUNCTION "amo_crm_audit_append_only"();
--> statement-breakpoint
CREATE TRIGGER "amo_crm_audit_table" BEFORE TRUNCATE ON "amo_crm_audit"
  FOR EACH STATEMENT EXECUTE FUNCTION "amo_crm_audit_append_only"();

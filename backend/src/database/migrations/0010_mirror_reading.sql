ALTER TABLE "mirror_accounts" ADD COLUMN "revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "mirror_contacts_responsible" ON "mirror_contacts" USING btree ("account_id","responsible_user_id") WHERE "mirror_contacts"."deleted_at" is null;
--> statement-breakpoint
-- Answers that backends keep are good for as long as an account's revision stays: so it is moved in the
-- transaction of every change, whoever makes it. The transaction's own number never comes again, and the
-- row of the account, which writers hold anyway, puts them in the order of their commits.
CREATE FUNCTION "mirror_revise_account"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this_one bigint := pg_current_xact_id()::text::bigint;
BEGIN
  UPDATE mirror_accounts SET revision = this_one
  WHERE revision <> this_one AND account_id IN (SELECT account_id FROM changed);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "mirror_users_revised_by_insert" AFTER INSERT ON "mirror_users"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_users_revised_by_update" AFTER UPDATE ON "mirror_users"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_users_revised_by_delete" AFTER DELETE ON "mirror_users"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_pipelines_revised_by_insert" AFTER INSERT ON "mirror_pipelines"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_pipelines_revised_by_update" AFTER UPDATE ON "mirror_pipelines"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_pipelines_revised_by_delete" AFTER DELETE ON "mirror_pipelines"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_stages_revised_by_insert" AFTER INSERT ON "mirror_stages"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_stages_revised_by_update" AFTER UPDATE ON "mirror_stages"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_stages_revised_by_delete" AFTER DELETE ON "mirror_stages"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_revised_by_insert" AFTER INSERT ON "mirror_leads"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_revised_by_update" AFTER UPDATE ON "mirror_leads"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_revised_by_delete" AFTER DELETE ON "mirror_leads"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_contacts_revised_by_insert" AFTER INSERT ON "mirror_contacts"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_contacts_revised_by_update" AFTER UPDATE ON "mirror_contacts"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_contacts_revised_by_delete" AFTER DELETE ON "mirror_contacts"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_tasks_revised_by_insert" AFTER INSERT ON "mirror_tasks"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_tasks_revised_by_update" AFTER UPDATE ON "mirror_tasks"
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();
--> statement-breakpoint
CREATE TRIGGER "mirror_tasks_revised_by_delete" AFTER DELETE ON "mirror_tasks"
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_revise_account"();

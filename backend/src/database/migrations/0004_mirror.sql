CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"status" integer,
	"answer" jsonb,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_route_key_pk" PRIMARY KEY("user_id","route","key")
);
--> statement-breakpoint
CREATE TABLE "mirror_accounts" (
	"account_id" bigint PRIMARY KEY NOT NULL,
	"coverage" text NOT NULL,
	"reader_id" uuid,
	"import_number" integer DEFAULT 0 NOT NULL,
	"import_step" text DEFAULT 'account' NOT NULL,
	"import_next" text,
	"imported_rows" integer DEFAULT 0 NOT NULL,
	"import_started_at" timestamp with time zone,
	"import_finished_at" timestamp with time zone,
	"delta_at" timestamp with time zone,
	"last_sync_at" timestamp with time zone,
	"trouble" text,
	"trouble_since" timestamp with time zone,
	"hook_hash" text,
	"hook_state" text DEFAULT 'none' NOT NULL,
	"hook_checked_at" timestamp with time zone,
	"last_change" bigint DEFAULT 0 NOT NULL,
	"abandoned_at" timestamp with time zone,
	CONSTRAINT "mirror_accounts_hook_hash_unique" UNIQUE("hook_hash")
);
--> statement-breakpoint
CREATE TABLE "mirror_changes" (
	"account_id" bigint NOT NULL,
	"number" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"entity" text NOT NULL,
	"entity_id" bigint,
	"lead_id" bigint,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "mirror_changes_account_id_number_pk" PRIMARY KEY("account_id","number")
);
--> statement-breakpoint
CREATE TABLE "mirror_companies" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"responsible_user_id" bigint NOT NULL,
	"group_id" bigint DEFAULT 0 NOT NULL,
	"tags" jsonb NOT NULL,
	"custom_fields" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"import_number" integer NOT NULL,
	CONSTRAINT "mirror_companies_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_contacts" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"responsible_user_id" bigint NOT NULL,
	"group_id" bigint DEFAULT 0 NOT NULL,
	"tags" jsonb NOT NULL,
	"custom_fields" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"import_number" integer NOT NULL,
	"first_name" text,
	"last_name" text,
	"company_id" bigint,
	"phones" text[] NOT NULL,
	"emails" text[] NOT NULL,
	"searched" text NOT NULL,
	CONSTRAINT "mirror_contacts_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_hooks" (
	"account_id" bigint NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "mirror_hooks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entity" text NOT NULL,
	"action" text NOT NULL,
	"entity_id" bigint,
	"uid" text,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_hooks_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_lead_contacts" (
	"account_id" bigint NOT NULL,
	"lead_id" bigint NOT NULL,
	"contact_id" bigint NOT NULL,
	"is_main" boolean NOT NULL,
	CONSTRAINT "mirror_lead_contacts_account_id_lead_id_contact_id_pk" PRIMARY KEY("account_id","lead_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "mirror_leads" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"responsible_user_id" bigint NOT NULL,
	"group_id" bigint DEFAULT 0 NOT NULL,
	"tags" jsonb NOT NULL,
	"custom_fields" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"import_number" integer NOT NULL,
	"price" bigint NOT NULL,
	"pipeline_id" bigint NOT NULL,
	"stage_id" bigint NOT NULL,
	"loss_reason_id" bigint,
	"company_id" bigint,
	"main_contact_id" bigint,
	"closed_at" timestamp with time zone,
	"closest_task_at" timestamp with time zone,
	CONSTRAINT "mirror_leads_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_notes" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"entity_type" text NOT NULL,
	"entity_id" bigint NOT NULL,
	"content" jsonb NOT NULL,
	"created_by" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_notes_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_pipelines" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"sort" integer NOT NULL,
	"is_main" boolean NOT NULL,
	"is_unsorted_on" boolean NOT NULL,
	"is_archive" boolean NOT NULL,
	CONSTRAINT "mirror_pipelines_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_stage_totals" (
	"account_id" bigint NOT NULL,
	"pipeline_id" bigint NOT NULL,
	"stage_id" bigint NOT NULL,
	"responsible_user_id" bigint NOT NULL,
	"group_id" bigint NOT NULL,
	"leads" integer NOT NULL,
	"price" bigint NOT NULL,
	CONSTRAINT "mirror_stage_totals_account_id_pipeline_id_stage_id_responsible_user_id_group_id_pk" PRIMARY KEY("account_id","pipeline_id","stage_id","responsible_user_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "mirror_stages" (
	"account_id" bigint NOT NULL,
	"pipeline_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"sort" integer NOT NULL,
	"color" text NOT NULL,
	"is_editable" boolean NOT NULL,
	"type" integer NOT NULL,
	CONSTRAINT "mirror_stages_account_id_pipeline_id_id_pk" PRIMARY KEY("account_id","pipeline_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_tasks" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"entity_type" text,
	"entity_id" bigint,
	"type_id" bigint NOT NULL,
	"text" text NOT NULL,
	"complete_till" timestamp with time zone NOT NULL,
	"duration_seconds" integer NOT NULL,
	"is_completed" boolean NOT NULL,
	"result" text,
	"responsible_user_id" bigint NOT NULL,
	"group_id" bigint DEFAULT 0 NOT NULL,
	"created_by" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"import_number" integer NOT NULL,
	CONSTRAINT "mirror_tasks_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_unsorted" (
	"account_id" bigint NOT NULL,
	"uid" text NOT NULL,
	"category" text NOT NULL,
	"pipeline_id" bigint NOT NULL,
	"lead_id" bigint,
	"contact_id" bigint,
	"source_name" text,
	"metadata" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"import_number" integer NOT NULL,
	CONSTRAINT "mirror_unsorted_account_id_uid_pk" PRIMARY KEY("account_id","uid")
);
--> statement-breakpoint
CREATE TABLE "mirror_users" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"is_admin" boolean NOT NULL,
	"is_active" boolean NOT NULL,
	"is_free" boolean NOT NULL,
	"group_id" bigint,
	"rights" jsonb,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_users_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
ALTER TABLE "mirror_stages" ADD CONSTRAINT "mirror_stages_account_id_pipeline_id_mirror_pipelines_account_id_id_fk" FOREIGN KEY ("account_id","pipeline_id") REFERENCES "public"."mirror_pipelines"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mirror_changes_at" ON "mirror_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mirror_contacts_searched" ON "mirror_contacts" USING gin ("searched" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "mirror_contacts_phones" ON "mirror_contacts" USING gin ("phones");--> statement-breakpoint
CREATE INDEX "mirror_contacts_emails" ON "mirror_contacts" USING gin ("emails");--> statement-breakpoint
CREATE INDEX "mirror_lead_contacts_contact" ON "mirror_lead_contacts" USING btree ("account_id","contact_id");--> statement-breakpoint
CREATE INDEX "mirror_leads_stage" ON "mirror_leads" USING btree ("account_id","pipeline_id","stage_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "mirror_leads"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "mirror_leads_responsible" ON "mirror_leads" USING btree ("account_id","responsible_user_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "mirror_leads"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "mirror_leads_newest" ON "mirror_leads" USING btree ("account_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "mirror_leads"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "mirror_leads_name" ON "mirror_leads" USING gin (lower("name") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "mirror_notes_entity" ON "mirror_notes" USING btree ("account_id","entity_type","entity_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "mirror_tasks_entity" ON "mirror_tasks" USING btree ("account_id","entity_type","entity_id","complete_till") WHERE not "mirror_tasks"."is_completed";--> statement-breakpoint
CREATE INDEX "mirror_tasks_due" ON "mirror_tasks" USING btree ("account_id","responsible_user_id","complete_till") WHERE not "mirror_tasks"."is_completed";--> statement-breakpoint
CREATE INDEX "mirror_unsorted_lead" ON "mirror_unsorted" USING btree ("account_id","lead_id");
CREATE TABLE "mirror_choices" (
	"account_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"sort" integer NOT NULL,
	CONSTRAINT "mirror_choices_account_id_kind_id_pk" PRIMARY KEY("account_id","kind","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_events" (
	"account_id" bigint NOT NULL,
	"id" text NOT NULL,
	"lead_id" bigint,
	"task_id" bigint,
	"content" jsonb NOT NULL,
	"created_by" bigint,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_events_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_field_groups" (
	"account_id" bigint NOT NULL,
	"card" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"sort" integer NOT NULL,
	CONSTRAINT "mirror_field_groups_account_id_card_id_pk" PRIMARY KEY("account_id","card","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_fields" (
	"account_id" bigint NOT NULL,
	"card" text NOT NULL,
	"id" bigint NOT NULL,
	"group_id" text,
	"name" text NOT NULL,
	"code" text,
	"type" text NOT NULL,
	"sort" integer NOT NULL,
	"is_given" boolean NOT NULL,
	"options" jsonb NOT NULL,
	"currency" text,
	"required_in" jsonb NOT NULL,
	"hidden_in" jsonb NOT NULL,
	CONSTRAINT "mirror_fields_account_id_card_id_pk" PRIMARY KEY("account_id","card","id")
);
--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "events_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_leads" ADD COLUMN "stage_since" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "mirror_events_lead" ON "mirror_events" USING btree ("account_id","lead_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "mirror_events_task" ON "mirror_events" USING btree ("account_id","task_id") WHERE "mirror_events"."task_id" is not null;--> statement-breakpoint
CREATE INDEX "mirror_tasks_done" ON "mirror_tasks" USING btree ("account_id","responsible_user_id","updated_at") WHERE "mirror_tasks"."is_completed";
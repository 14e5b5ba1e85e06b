CREATE TABLE "amo_crm_audit" (
	"account_id" bigint NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "amo_crm_audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"connection_id" uuid,
	"actor" text NOT NULL,
	"actor_id" uuid,
	"details" jsonb NOT NULL,
	CONSTRAINT "amo_crm_audit_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "backend_instances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_ids" text[] NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "outcome_unknown" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "trouble" text;--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "trouble_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "refresh_failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "refresh_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "amo_crm_tokens" ADD COLUMN "last_used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "amo_crm_audit_newest" ON "amo_crm_audit" USING btree ("id");--> statement-breakpoint
CREATE INDEX "amo_crm_audit_connection" ON "amo_crm_audit" USING btree ("connection_id","at");--> statement-breakpoint
CREATE INDEX "amo_crm_tokens_due" ON "amo_crm_tokens" USING btree ("state","refresh_at");
CREATE TABLE "mirror_readers" (
	"account_id" bigint NOT NULL,
	"connection_id" uuid NOT NULL,
	"is_admin" boolean,
	"checked_at" timestamp with time zone,
	"imported_at" timestamp with time zone,
	"delta_at" timestamp with time zone,
	CONSTRAINT "mirror_readers_account_id_connection_id_pk" PRIMARY KEY("account_id","connection_id")
);
--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "lease_owner" text;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "lease_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "worked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "rest_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "filters" boolean;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "structure_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "delta_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "sweep_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_accounts" ADD COLUMN "hook_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mirror_hooks" ADD COLUMN "card" text;
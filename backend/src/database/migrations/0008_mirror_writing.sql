CREATE TABLE "mirror_write_locks" (
	"account_id" bigint NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"lease_owner" text NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_write_locks_account_id_entity_entity_id_pk" PRIMARY KEY("account_id","entity","entity_id")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "sent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "made" jsonb;
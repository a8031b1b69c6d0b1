DROP INDEX "retiree_tokens_by_time";--> statement-breakpoint
ALTER TABLE "retiree_tokens" DROP CONSTRAINT "retiree_tokens_retiree_id_token_pk";--> statement-breakpoint
ALTER TABLE "retiree_tokens" ADD CONSTRAINT "retiree_tokens_token_created_at_retiree_id_pk" PRIMARY KEY("token","created_at","retiree_id");
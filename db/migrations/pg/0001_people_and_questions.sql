CREATE TABLE "bindings" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"role" text NOT NULL,
	"relation" text NOT NULL,
	"status" text NOT NULL,
	"reminders" text NOT NULL,
	"reports" text NOT NULL,
	"progress" text NOT NULL,
	"amounts" text NOT NULL,
	"proof" text NOT NULL,
	"id_life" text NOT NULL,
	"consent_version" text NOT NULL,
	"consent_at" bigint NOT NULL,
	"since" bigint NOT NULL,
	"made_by_kind" text NOT NULL,
	"made_by_id" text NOT NULL,
	"granted_by_kind" text,
	"granted_by_id" text,
	"granted_at" bigint,
	"until" bigint,
	"ended_by_kind" text,
	"ended_by_id" text,
	"end_reason" text,
	CONSTRAINT "bindings_role" CHECK ("bindings"."role" in ('self', 'family')),
	CONSTRAINT "bindings_status" CHECK ("bindings"."status" in ('unproven', 'asked', 'active', 'held', 'ended')),
	CONSTRAINT "bindings_proof" CHECK ("bindings"."proof" in ('none', 'last4', 'bornOn', 'idNumber', 'staff')),
	CONSTRAINT "bindings_end" CHECK ("bindings"."end_reason" in ('by_account', 'by_person', 'by_staff', 'refused', 'session_over')),
	CONSTRAINT "bindings_ended" CHECK (("bindings"."status" = 'ended') = ("bindings"."until" is not null)),
	CONSTRAINT "bindings_why" CHECK (("bindings"."status" = 'ended') = ("bindings"."end_reason" is not null)),
	CONSTRAINT "bindings_relation" CHECK (("bindings"."role" = 'self') = ("bindings"."relation" = '')),
	CONSTRAINT "bindings_proved" CHECK ("bindings"."status" <> 'active' or "bindings"."proof" <> 'none'),
	CONSTRAINT "bindings_consent" CHECK ("bindings"."consent_version" <> ''),
	CONSTRAINT "bindings_granted" CHECK ("bindings"."role" = 'self' or "bindings"."status" <> 'active' or "bindings"."granted_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "contact_card_batch_people" (
	"batch_id" text NOT NULL,
	"position" integer NOT NULL,
	"retiree_id" text NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "contact_card_batch_people_batch_id_position_pk" PRIMARY KEY("batch_id","position"),
	CONSTRAINT "contact_card_batch_people_once" UNIQUE("batch_id","retiree_id"),
	CONSTRAINT "contact_card_batch_people_outcome" CHECK ("contact_card_batch_people"."outcome" in ('waiting', 'issued', 'skipped'))
);
--> statement-breakpoint
CREATE TABLE "contact_card_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"station_id" text,
	"staff_id" text NOT NULL,
	"status" text NOT NULL,
	"total" integer NOT NULL,
	"issued" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"touched_at" bigint NOT NULL,
	CONSTRAINT "contact_card_batches_status" CHECK ("contact_card_batches"."status" in ('running', 'done'))
);
--> statement-breakpoint
CREATE TABLE "contact_card_numbers" (
	"station_id" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact_cards" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"retiree_name" text NOT NULL,
	"serial_no" text NOT NULL,
	"code" "bytea" NOT NULL,
	"code_key" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"issued_at" bigint NOT NULL,
	"issued_by" text,
	"printed_at" bigint,
	"voided_at" bigint,
	"void_reason" text,
	CONSTRAINT "contact_cards_serial" UNIQUE("serial_no"),
	CONSTRAINT "contact_cards_code" UNIQUE("code_key"),
	CONSTRAINT "contact_cards_status" CHECK ("contact_cards"."status" in ('active', 'void')),
	CONSTRAINT "contact_cards_reason" CHECK ("contact_cards"."void_reason" in ('lost', 'damaged', 'leaked', 'wrong', 'other')),
	CONSTRAINT "contact_cards_void" CHECK (("contact_cards"."status" = 'void') = ("contact_cards"."voided_at" is not null)),
	CONSTRAINT "contact_cards_why" CHECK (("contact_cards"."status" = 'void') = ("contact_cards"."void_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "curated_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"question" text NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	"status" text NOT NULL,
	"question_id" text,
	"added_at" bigint NOT NULL,
	"added_by" text,
	"withdrawn_at" bigint,
	"withdrawn_by" text,
	CONSTRAINT "curated_questions_kind" CHECK ("curated_questions"."kind" in ('clause', 'outside')),
	CONSTRAINT "curated_questions_status" CHECK ("curated_questions"."status" in ('used', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"ground" text NOT NULL,
	"reason" "bytea",
	"status" text NOT NULL,
	"asked_by" text,
	"asked_at" bigint NOT NULL,
	"decided_by" text,
	"decided_at" bigint,
	"done_at" bigint,
	"row_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "erasures_status" CHECK ("erasures"."status" in ('asked', 'refused', 'approved', 'done')),
	CONSTRAINT "erasures_ground" CHECK ("erasures"."ground" in ('consent', 'wrong', 'expired')),
	CONSTRAINT "erasures_decided" CHECK (("erasures"."status" = 'asked') = ("erasures"."decided_at" is null)),
	CONSTRAINT "erasures_done" CHECK (("erasures"."status" = 'done') = ("erasures"."done_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "person_exports" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"staff_id" text NOT NULL,
	"reason" text NOT NULL,
	"masked" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "person_exports_reason" CHECK ("person_exports"."reason" in ('request', 'transfer', 'check')),
	CONSTRAINT "person_exports_masked" CHECK ("person_exports"."masked" in ('yes', 'no'))
);
--> statement-breakpoint
CREATE TABLE "personal_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"account_id" text NOT NULL,
	"proxy" text NOT NULL,
	"kind" text NOT NULL,
	"words" "bytea",
	"status" text NOT NULL,
	"answer" "bytea",
	"asked_at" bigint NOT NULL,
	"settled_at" bigint,
	"settler_id" text,
	CONSTRAINT "personal_requests_kind" CHECK ("personal_requests"."kind" in ('correction', 'card')),
	CONSTRAINT "personal_requests_status" CHECK ("personal_requests"."status" in ('open', 'done', 'declined')),
	CONSTRAINT "personal_requests_settled" CHECK (("personal_requests"."status" = 'open') = ("personal_requests"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "policy_answers" (
	"id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	CONSTRAINT "policy_answers_kind" CHECK ("policy_answers"."kind" in ('clause', 'outside', 'unclear', 'action', 'disliked'))
);
--> statement-breakpoint
CREATE TABLE "policy_source_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"text" text NOT NULL,
	"questions" text NOT NULL,
	"saved_at" bigint NOT NULL,
	"saved_by" text,
	CONSTRAINT "policy_source_versions_version" UNIQUE("name","version"),
	CONSTRAINT "policy_source_versions_act" CHECK ("policy_source_versions"."act" in ('saved', 'restored', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "policy_weeks" (
	"id" text PRIMARY KEY NOT NULL,
	"week_on" date NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	"count" integer NOT NULL,
	"before" integer NOT NULL,
	CONSTRAINT "policy_weeks_topic" UNIQUE("week_on","kind","topic"),
	CONSTRAINT "policy_weeks_kind" CHECK ("policy_weeks"."kind" in ('clause', 'outside', 'unclear', 'action', 'disliked'))
);
--> statement-breakpoint
CREATE TABLE "preparations" (
	"inbox_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"give_up_at" bigint NOT NULL,
	"transcript" "bytea",
	"transcribed_by" text,
	"sorted_as" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "preparations_status" CHECK ("preparations"."status" in ('open', 'done')),
	CONSTRAINT "preparations_transcribed_by" CHECK ("preparations"."transcribed_by" in ('platform', 'machine'))
);
--> statement-breakpoint
CREATE TABLE "retention_marks" (
	"rule" text PRIMARY KEY NOT NULL,
	"up_to" text NOT NULL,
	"row_count" integer NOT NULL,
	"ran_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "policy_questions" DROP CONSTRAINT "policy_questions_status";--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_account_id_channel_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."channel_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_card_batch_people" ADD CONSTRAINT "contact_card_batch_people_batch_id_contact_card_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."contact_card_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_card_batch_people" ADD CONSTRAINT "contact_card_batch_people_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_card_batches" ADD CONSTRAINT "contact_card_batches_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_card_batches" ADD CONSTRAINT "contact_card_batches_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_card_numbers" ADD CONSTRAINT "contact_card_numbers_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_cards" ADD CONSTRAINT "contact_cards_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_cards" ADD CONSTRAINT "contact_cards_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_cards" ADD CONSTRAINT "contact_cards_issued_by_staff_id_fk" FOREIGN KEY ("issued_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curated_questions" ADD CONSTRAINT "curated_questions_question_id_policy_questions_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."policy_questions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curated_questions" ADD CONSTRAINT "curated_questions_added_by_staff_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curated_questions" ADD CONSTRAINT "curated_questions_withdrawn_by_staff_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_asked_by_staff_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_account_id_channel_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."channel_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_settler_id_staff_id_fk" FOREIGN KEY ("settler_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_source_versions" ADD CONSTRAINT "policy_source_versions_saved_by_staff_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preparations" ADD CONSTRAINT "preparations_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bindings_current" ON "bindings" USING btree ("account_id","retiree_id") WHERE "bindings"."status" <> 'ended';--> statement-breakpoint
CREATE INDEX "bindings_by_account" ON "bindings" USING btree ("account_id","status");--> statement-breakpoint
CREATE INDEX "bindings_by_retiree" ON "bindings" USING btree ("retiree_id","status");--> statement-breakpoint
CREATE INDEX "bindings_by_time" ON "bindings" USING btree ("since","id");--> statement-breakpoint
CREATE INDEX "bindings_by_station" ON "bindings" USING btree ("station_id","since","id");--> statement-breakpoint
CREATE INDEX "contact_card_batch_people_next" ON "contact_card_batch_people" USING btree ("batch_id","outcome","position");--> statement-breakpoint
CREATE INDEX "contact_card_batches_open" ON "contact_card_batches" USING btree ("status","touched_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_cards_active" ON "contact_cards" USING btree ("retiree_id") WHERE "contact_cards"."status" = 'active';--> statement-breakpoint
CREATE INDEX "contact_cards_by_time" ON "contact_cards" USING btree ("issued_at","id");--> statement-breakpoint
CREATE INDEX "contact_cards_by_station" ON "contact_cards" USING btree ("station_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "contact_cards_by_retiree" ON "contact_cards" USING btree ("retiree_id","id");--> statement-breakpoint
CREATE INDEX "contact_cards_by_print" ON "contact_cards" USING btree ("printed_at","station_id");--> statement-breakpoint
CREATE INDEX "curated_questions_by_time" ON "curated_questions" USING btree ("added_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_open" ON "erasures" USING btree ("retiree_id") WHERE "erasures"."status" in ('asked', 'approved');--> statement-breakpoint
CREATE INDEX "erasures_by_time" ON "erasures" USING btree ("asked_at","id");--> statement-breakpoint
CREATE INDEX "erasures_by_station" ON "erasures" USING btree ("station_id","asked_at","id");--> statement-breakpoint
CREATE INDEX "erasures_by_status" ON "erasures" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "erasures_by_retiree" ON "erasures" USING btree ("retiree_id","id");--> statement-breakpoint
CREATE INDEX "person_exports_by_time" ON "person_exports" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "person_exports_by_station" ON "person_exports" USING btree ("station_id","created_at","id");--> statement-breakpoint
CREATE INDEX "person_exports_by_retiree" ON "person_exports" USING btree ("retiree_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "personal_requests_card" ON "personal_requests" USING btree ("retiree_id") WHERE "personal_requests"."kind" = 'card' and "personal_requests"."status" = 'open';--> statement-breakpoint
CREATE INDEX "personal_requests_by_time" ON "personal_requests" USING btree ("asked_at","id");--> statement-breakpoint
CREATE INDEX "personal_requests_by_station" ON "personal_requests" USING btree ("station_id","asked_at","id");--> statement-breakpoint
CREATE INDEX "personal_requests_by_retiree" ON "personal_requests" USING btree ("retiree_id","asked_at");--> statement-breakpoint
CREATE INDEX "policy_weeks_by_week" ON "policy_weeks" USING btree ("week_on","id");--> statement-breakpoint
CREATE INDEX "policy_questions_by_status" ON "policy_questions" USING btree ("status","asked_at","id");--> statement-breakpoint
CREATE INDEX "family_members_by_name" ON "family_members" USING btree ("name");--> statement-breakpoint
ALTER TABLE "policy_questions" ADD CONSTRAINT "policy_questions_status" CHECK ("policy_questions"."status" in ('open', 'attached', 'outside', 'curated', 'dismissed'));
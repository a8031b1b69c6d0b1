CREATE TABLE "counties" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"center_name" text NOT NULL,
	"seeded_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "enterprises" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"contact_name" text DEFAULT '' NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "enterprises_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "handover_differences" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"retiree_name" text NOT NULL,
	"station_id" text NOT NULL,
	"kind" text NOT NULL,
	"note" "bytea",
	"status" text NOT NULL,
	"settlement" text,
	"answer" "bytea",
	"reporter_id" text,
	"reported_at" bigint NOT NULL,
	"settler_id" text,
	"settled_at" bigint,
	CONSTRAINT "handover_differences_kind" CHECK ("handover_differences"."kind" in ('dead', 'moved', 'not_found', 'wrong_data')),
	CONSTRAINT "handover_differences_status" CHECK ("handover_differences"."status" in ('open', 'settled')),
	CONSTRAINT "handover_differences_settled" CHECK (("handover_differences"."status" = 'settled') = ("handover_differences"."settled_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "personnel_file_loans" (
	"id" text PRIMARY KEY NOT NULL,
	"file_id" text NOT NULL,
	"borrower" text NOT NULL,
	"purpose" text NOT NULL,
	"borrowed_on" date NOT NULL,
	"due_on" date NOT NULL,
	"returned_on" date,
	"lent_by" text
);
--> statement-breakpoint
CREATE TABLE "personnel_files" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"retiree_name" text NOT NULL,
	"place" text NOT NULL,
	"shelf" text DEFAULT '' NOT NULL,
	"file_no" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"borrower" text DEFAULT '' NOT NULL,
	"due_on" date,
	"created_at" bigint NOT NULL,
	CONSTRAINT "personnel_files_retiree" UNIQUE("retiree_id"),
	CONSTRAINT "personnel_files_place" CHECK ("personnel_files"."place" in ('center', 'archives', 'employment', 'firm', 'unknown')),
	CONSTRAINT "personnel_files_status" CHECK ("personnel_files"."status" in ('in', 'out')),
	CONSTRAINT "personnel_files_borrower" CHECK (("personnel_files"."status" = 'out') = ("personnel_files"."borrower" <> ''))
);
--> statement-breakpoint
CREATE TABLE "petition_events" (
	"id" text PRIMARY KEY NOT NULL,
	"petition_id" text NOT NULL,
	"at" bigint NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"note" "bytea",
	CONSTRAINT "petition_events_type" CHECK ("petition_events"."type" in ('registered', 'added', 'accepted', 'transferred', 'extension_asked', 'extended', 'answered', 'rated', 'reopened', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "petition_numbers" (
	"station_id" text NOT NULL,
	"year" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "petition_numbers_station_id_year_pk" PRIMARY KEY("station_id","year")
);
--> statement-breakpoint
CREATE TABLE "petitions" (
	"id" text PRIMARY KEY NOT NULL,
	"serial_no" text NOT NULL,
	"station_id" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"status" text NOT NULL,
	"name" text NOT NULL,
	"phone" "bytea",
	"community" text NOT NULL,
	"content" "bytea" NOT NULL,
	"retiree_id" text,
	"account_id" text,
	"received_at" bigint NOT NULL,
	"tell_due_at" bigint NOT NULL,
	"accepted_at" bigint,
	"due_at" bigint NOT NULL,
	"extension_asked_at" bigint,
	"extended_at" bigint,
	"handler_id" text,
	"answer" "bytea",
	"answered_at" bigint,
	"satisfaction" text,
	"closed_at" bigint,
	"reopened" integer NOT NULL,
	CONSTRAINT "petitions_serial" UNIQUE("serial_no"),
	CONSTRAINT "petitions_kind" CHECK ("petitions"."kind" in ('inquiry', 'complaint', 'help', 'suggestion')),
	CONSTRAINT "petitions_source" CHECK ("petitions"."source" in ('chat', 'walkIn', 'letter', 'phone')),
	CONSTRAINT "petitions_status" CHECK ("petitions"."status" in ('registered', 'accepted', 'answered', 'closed')),
	CONSTRAINT "petitions_satisfaction" CHECK ("petitions"."satisfaction" is null or "petitions"."satisfaction" in ('satisfied', 'unsatisfied')),
	CONSTRAINT "petitions_answer_has_time" CHECK (("petitions"."answer" is null) = ("petitions"."answered_at" is null)),
	CONSTRAINT "petitions_answered" CHECK ("petitions"."status" not in ('answered', 'closed') or "petitions"."answer" is not null)
);
--> statement-breakpoint
CREATE TABLE "policy_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"question" text NOT NULL,
	"reason" text NOT NULL,
	"taken_for" text NOT NULL,
	"times" integer NOT NULL,
	"status" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"asked_at" bigint NOT NULL,
	"decided_at" bigint,
	CONSTRAINT "policy_questions_question" UNIQUE("question"),
	CONSTRAINT "policy_questions_status" CHECK ("policy_questions"."status" in ('open', 'attached', 'outside', 'dismissed')),
	CONSTRAINT "policy_questions_reason" CHECK ("policy_questions"."reason" in ('unanswered', 'disliked'))
);
--> statement-breakpoint
CREATE TABLE "retiree_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"at" bigint NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"field" text NOT NULL,
	"before" "bytea",
	"after" "bytea",
	"import_id" text
);
--> statement-breakpoint
CREATE TABLE "retiree_stations" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "retiree_stations_order" CHECK ("retiree_stations"."to_on" is null or "retiree_stations"."to_on" >= "retiree_stations"."from_on")
);
--> statement-breakpoint
CREATE TABLE "imported_retirees" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"sex" text NOT NULL,
	"born_on" date NOT NULL,
	"id_number" "bytea",
	"id_number_key" text,
	"id_last4" text,
	"work_started_on" date,
	"retired_on" date,
	"residence" "bytea",
	"patch" text DEFAULT '' NOT NULL,
	"phone" "bytea",
	"phone_key" text,
	"monthly_pension_fen" integer,
	"enterprise_id" text,
	"person_type" text DEFAULT 'county_firm' NOT NULL,
	"category" text DEFAULT 'retiree' NOT NULL,
	"hardship" text DEFAULT 'no' NOT NULL,
	"station_id" text NOT NULL,
	"import_id" text,
	"row_no" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "imported_rows" (
	"import_id" text NOT NULL,
	"row_no" integer NOT NULL,
	"outcome" text NOT NULL,
	"name" text NOT NULL,
	"retiree_id" text,
	"decision" text,
	"remarks" jsonb NOT NULL,
	"changes" "bytea",
	CONSTRAINT "imported_rows_import_id_row_no_pk" PRIMARY KEY("import_id","row_no"),
	CONSTRAINT "imported_rows_outcome" CHECK ("imported_rows"."outcome" in ('fault', 'same', 'ask', 'new'))
);
--> statement-breakpoint
CREATE TABLE "retiree_imports" (
	"id" text PRIMARY KEY NOT NULL,
	"station_id" text NOT NULL,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"status" text NOT NULL,
	"staff_id" text,
	"row_count" integer DEFAULT 0 NOT NULL,
	"new_count" integer DEFAULT 0 NOT NULL,
	"same_count" integer DEFAULT 0 NOT NULL,
	"ask_count" integer DEFAULT 0 NOT NULL,
	"fault_count" integer DEFAULT 0 NOT NULL,
	"updated_count" integer DEFAULT 0 NOT NULL,
	"mapping" jsonb NOT NULL,
	"new_enterprises" jsonb NOT NULL,
	"problem" text DEFAULT '' NOT NULL,
	"created_at" bigint NOT NULL,
	"confirmed_at" bigint,
	"undone_at" bigint,
	CONSTRAINT "retiree_imports_status" CHECK ("retiree_imports"."status" in ('reading', 'ready', 'confirmed', 'undone', 'dropped', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "family_members" (
	"id" text PRIMARY KEY NOT NULL,
	"retiree_id" text NOT NULL,
	"name" text NOT NULL,
	"relation" text NOT NULL,
	"phone" "bytea",
	"phone_key" text,
	"part" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "family_members_part" CHECK ("family_members"."part" in ('contact', 'member'))
);
--> statement-breakpoint
CREATE TABLE "retiree_intake" (
	"retiree_id" text NOT NULL,
	"step" text NOT NULL,
	"done_on" date NOT NULL,
	"staff_id" text,
	CONSTRAINT "retiree_intake_retiree_id_step_pk" PRIMARY KEY("retiree_id","step"),
	CONSTRAINT "retiree_intake_step" CHECK ("retiree_intake"."step" in ('handed_over', 'paid_in', 'papers_complete'))
);
--> statement-breakpoint
CREATE TABLE "retiree_meetings" (
	"retiree_id" text NOT NULL,
	"step" text NOT NULL,
	"done_on" date NOT NULL,
	"staff_id" text,
	CONSTRAINT "retiree_meetings_retiree_id_step_pk" PRIMARY KEY("retiree_id","step"),
	CONSTRAINT "retiree_meetings_step" CHECK ("retiree_meetings"."step" in ('met', 'agreed', 'explained', 'understood', 'contactTold'))
);
--> statement-breakpoint
CREATE TABLE "retiree_tokens" (
	"token" text NOT NULL,
	"retiree_id" text NOT NULL,
	"station_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "retiree_tokens_retiree_id_token_pk" PRIMARY KEY("retiree_id","token")
);
--> statement-breakpoint
CREATE TABLE "retirees" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"sex" text NOT NULL,
	"born_on" date NOT NULL,
	"id_number" "bytea",
	"id_number_key" text,
	"id_last4" text,
	"work_started_on" date,
	"retired_on" date,
	"residence" "bytea",
	"patch" text DEFAULT '' NOT NULL,
	"phone" "bytea",
	"phone_key" text,
	"monthly_pension_fen" integer,
	"enterprise_id" text,
	"person_type" text DEFAULT 'county_firm' NOT NULL,
	"category" text DEFAULT 'retiree' NOT NULL,
	"hardship" text DEFAULT 'no' NOT NULL,
	"station_id" text NOT NULL,
	"import_id" text,
	"vital" text DEFAULT 'living' NOT NULL,
	"clerk_id" text,
	"status" text DEFAULT 'incoming' NOT NULL,
	"check_result" text DEFAULT 'unchecked' NOT NULL,
	"meeting" text DEFAULT 'unmet' NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "retirees_id_number" UNIQUE("id_number_key"),
	CONSTRAINT "retirees_id_vital" UNIQUE("id","vital"),
	CONSTRAINT "retirees_vital" CHECK ("retirees"."vital" in ('living', 'deceased')),
	CONSTRAINT "retirees_sex" CHECK ("retirees"."sex" in ('male', 'female')),
	CONSTRAINT "retirees_person_type" CHECK ("retirees"."person_type" in ('county_firm', 'self_employed', 'freelancer')),
	CONSTRAINT "retirees_category" CHECK ("retirees"."category" in ('retiree', 'early_retiree', 'dependent_survivor', 'policy_redressee')),
	CONSTRAINT "retirees_hardship" CHECK ("retirees"."hardship" in ('no', 'yes')),
	CONSTRAINT "retirees_status" CHECK ("retirees"."status" in ('incoming', 'managed', 'left')),
	CONSTRAINT "retirees_check_result" CHECK ("retirees"."check_result" in ('unchecked', 'matches', 'differs')),
	CONSTRAINT "retirees_meeting" CHECK ("retirees"."meeting" in ('unmet', 'begun', 'done'))
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"station_id" text,
	"password_hash" text NOT NULL,
	"status" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "staff_login" UNIQUE("login"),
	CONSTRAINT "staff_role" CHECK ("staff"."role" in ('station_clerk', 'station_head', 'center_clerk', 'center_supervisor', 'sysadmin', 'auditor')),
	CONSTRAINT "staff_status" CHECK ("staff"."status" in ('active', 'disabled'))
);
--> statement-breakpoint
CREATE TABLE "stations" (
	"id" text PRIMARY KEY NOT NULL,
	"county_id" text NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"short_name" text NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"contact_name" text DEFAULT '' NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"position" integer NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "stations_code" UNIQUE("code"),
	CONSTRAINT "stations_kind" CHECK ("stations"."kind" in ('center', 'community', 'township'))
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"inbox_id" text NOT NULL,
	"petition_id" text,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"source" "bytea" NOT NULL,
	"status" text NOT NULL,
	"file_name" text,
	"media_type" text,
	"bytes" integer,
	"sha256" text,
	"attempts" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "attachments_status" CHECK ("attachments"."status" in ('wanted', 'stored', 'refused', 'lost')),
	CONSTRAINT "attachments_channel" CHECK ("attachments"."channel" in ('webchat', 'telegram', 'wechat'))
);
--> statement-breakpoint
CREATE TABLE "channel_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"peer_id" text NOT NULL,
	"id_life" text NOT NULL,
	"staff_id" text,
	"retiree_id" text,
	"wants" text NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	CONSTRAINT "channel_accounts_peer" UNIQUE("channel","account","peer_id"),
	CONSTRAINT "channel_accounts_channel" CHECK ("channel_accounts"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "channel_accounts_wants" CHECK ("channel_accounts"."wants" in ('all', 'out'))
);
--> statement-breakpoint
CREATE TABLE "channel_gaps" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"account_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"dialogue" text,
	"asked" text,
	"draft" "bytea",
	"misses" integer NOT NULL,
	"topic" text,
	"offered" text,
	"updated_at" bigint NOT NULL,
	"reminded_at" bigint,
	CONSTRAINT "conversations_status" CHECK ("conversations"."status" in ('idle', 'open', 'kept'))
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"external_id" text NOT NULL,
	"peer_id" text NOT NULL,
	"id_life" text NOT NULL,
	"content" "bytea" NOT NULL,
	"sent_at" bigint,
	"received_at" bigint NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"error" text,
	"done_at" bigint,
	CONSTRAINT "inbox_external" UNIQUE("channel","account","external_id"),
	CONSTRAINT "inbox_channel" CHECK ("inbox"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "inbox_status" CHECK ("inbox"."status" in ('new', 'done', 'failed', 'settled'))
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"slot" text NOT NULL,
	"status" text NOT NULL,
	"started_at" bigint NOT NULL,
	"finished_at" bigint,
	"result" text,
	CONSTRAINT "job_runs_slot" UNIQUE("job","slot"),
	CONSTRAINT "job_runs_status" CHECK ("job_runs"."status" in ('running', 'done', 'failed', 'missed'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"lane" integer NOT NULL,
	"channel" text NOT NULL,
	"peer_id" text NOT NULL,
	"account_id" text NOT NULL,
	"retiree_id" text,
	"must_be" text,
	"station_id" text,
	"inbox_id" text,
	"part" integer NOT NULL,
	"dedupe_key" text,
	"body" "bytea" NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"copies" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"lease_owner" text,
	"lease_until" bigint NOT NULL,
	"remote_id" text,
	"error" text,
	"created_at" bigint NOT NULL,
	"accepted_at" bigint,
	CONSTRAINT "outbox_reply" UNIQUE("inbox_id","part"),
	CONSTRAINT "outbox_kind" CHECK ("outbox"."kind" in ('reply', 'receipt', 'answer', 'alarm', 'reminder', 'greeting')),
	CONSTRAINT "outbox_status" CHECK ("outbox"."status" in ('queued', 'sending', 'accepted', 'retry_wait', 'failed', 'uncertain', 'cancelled', 'suppressed', 'missed')),
	CONSTRAINT "outbox_channel" CHECK ("outbox"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "outbox_living" CHECK ("outbox"."kind" not in ('greeting', 'reminder') or "outbox"."status" not in ('queued', 'retry_wait') or "outbox"."retiree_id" is null or "outbox"."must_be" is not null)
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"staff_id" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "api_tokens_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "one_use_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"code_key" text NOT NULL,
	"subject_id" text,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint,
	CONSTRAINT "one_use_codes_key" UNIQUE("code_key"),
	CONSTRAINT "one_use_codes_purpose" CHECK ("one_use_codes"."purpose" in ('setup', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"staff_id" text NOT NULL,
	"csrf" text NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_ends_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_links" (
	"seq" integer PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_links_entry" UNIQUE("entry_id"),
	CONSTRAINT "audit_links_prev" UNIQUE("prev_hash")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"fence" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_reporter_id_staff_id_fk" FOREIGN KEY ("reporter_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_settler_id_staff_id_fk" FOREIGN KEY ("settler_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personnel_file_loans" ADD CONSTRAINT "personnel_file_loans_file_id_personnel_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."personnel_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personnel_file_loans" ADD CONSTRAINT "personnel_file_loans_lent_by_staff_id_fk" FOREIGN KEY ("lent_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personnel_files" ADD CONSTRAINT "personnel_files_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personnel_files" ADD CONSTRAINT "personnel_files_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "petition_events" ADD CONSTRAINT "petition_events_petition_id_petitions_id_fk" FOREIGN KEY ("petition_id") REFERENCES "public"."petitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_account_id_channel_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."channel_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_handler_id_staff_id_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_changes" ADD CONSTRAINT "retiree_changes_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_changes" ADD CONSTRAINT "retiree_changes_import_id_retiree_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."retiree_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_stations" ADD CONSTRAINT "retiree_stations_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_stations" ADD CONSTRAINT "retiree_stations_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_rows" ADD CONSTRAINT "imported_rows_import_id_retiree_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."retiree_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_imports" ADD CONSTRAINT "retiree_imports_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_imports" ADD CONSTRAINT "retiree_imports_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_intake" ADD CONSTRAINT "retiree_intake_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_intake" ADD CONSTRAINT "retiree_intake_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_meetings" ADD CONSTRAINT "retiree_meetings_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiree_meetings" ADD CONSTRAINT "retiree_meetings_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_clerk_id_staff_id_fk" FOREIGN KEY ("clerk_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_enterprise_id_enterprises_id_fk" FOREIGN KEY ("enterprise_id") REFERENCES "public"."enterprises"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_import_id_retiree_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."retiree_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stations" ADD CONSTRAINT "stations_county_id_counties_id_fk" FOREIGN KEY ("county_id") REFERENCES "public"."counties"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_petition_id_petitions_id_fk" FOREIGN KEY ("petition_id") REFERENCES "public"."petitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_retiree_id_retirees_id_fk" FOREIGN KEY ("retiree_id") REFERENCES "public"."retirees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_account_id_channel_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."channel_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_account_id_channel_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."channel_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_inbox_id_inbox_id_fk" FOREIGN KEY ("inbox_id") REFERENCES "public"."inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_must_be" FOREIGN KEY ("retiree_id","must_be") REFERENCES "public"."retirees"("id","vital") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_links" ADD CONSTRAINT "audit_links_entry_id_audit_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."audit_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "enterprises_by_time" ON "enterprises" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "handover_differences_open" ON "handover_differences" USING btree ("retiree_id") WHERE "handover_differences"."status" = 'open';--> statement-breakpoint
CREATE INDEX "handover_differences_by_time" ON "handover_differences" USING btree ("reported_at","id");--> statement-breakpoint
CREATE INDEX "handover_differences_by_station" ON "handover_differences" USING btree ("station_id","reported_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "personnel_file_loans_open" ON "personnel_file_loans" USING btree ("file_id") WHERE "personnel_file_loans"."returned_on" is null;--> statement-breakpoint
CREATE INDEX "personnel_file_loans_by_file" ON "personnel_file_loans" USING btree ("file_id","id");--> statement-breakpoint
CREATE INDEX "personnel_files_by_time" ON "personnel_files" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "personnel_files_by_station" ON "personnel_files" USING btree ("station_id","created_at","id");--> statement-breakpoint
CREATE INDEX "petition_events_by_petition" ON "petition_events" USING btree ("petition_id","id");--> statement-breakpoint
CREATE INDEX "petitions_by_station" ON "petitions" USING btree ("station_id","received_at","id");--> statement-breakpoint
CREATE INDEX "petitions_by_time" ON "petitions" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "petitions_by_due" ON "petitions" USING btree ("status","due_at");--> statement-breakpoint
CREATE INDEX "petitions_by_retiree" ON "petitions" USING btree ("retiree_id","received_at");--> statement-breakpoint
CREATE INDEX "petitions_by_account" ON "petitions" USING btree ("account_id","received_at");--> statement-breakpoint
CREATE INDEX "policy_questions_by_time" ON "policy_questions" USING btree ("asked_at","id");--> statement-breakpoint
CREATE INDEX "retiree_changes_by_retiree" ON "retiree_changes" USING btree ("retiree_id","id");--> statement-breakpoint
CREATE INDEX "retiree_changes_by_import" ON "retiree_changes" USING btree ("import_id");--> statement-breakpoint
CREATE UNIQUE INDEX "retiree_stations_now" ON "retiree_stations" USING btree ("retiree_id") WHERE "retiree_stations"."to_on" is null;--> statement-breakpoint
CREATE INDEX "retiree_stations_by_retiree" ON "retiree_stations" USING btree ("retiree_id","from_on","id");--> statement-breakpoint
CREATE INDEX "imported_retirees_by_import" ON "imported_retirees" USING btree ("import_id","row_no");--> statement-breakpoint
CREATE INDEX "imported_rows_by_outcome" ON "imported_rows" USING btree ("import_id","outcome","row_no");--> statement-breakpoint
CREATE INDEX "retiree_imports_by_time" ON "retiree_imports" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "retiree_imports_by_station" ON "retiree_imports" USING btree ("station_id","created_at","id");--> statement-breakpoint
CREATE INDEX "family_members_by_retiree" ON "family_members" USING btree ("retiree_id","id");--> statement-breakpoint
CREATE INDEX "family_members_by_phone" ON "family_members" USING btree ("phone_key");--> statement-breakpoint
CREATE INDEX "retiree_tokens_by_time" ON "retiree_tokens" USING btree ("token","created_at","retiree_id");--> statement-breakpoint
CREATE INDEX "retiree_tokens_by_station" ON "retiree_tokens" USING btree ("token","station_id","created_at","retiree_id");--> statement-breakpoint
CREATE INDEX "retirees_by_time" ON "retirees" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "retirees_by_station" ON "retirees" USING btree ("station_id","created_at","id");--> statement-breakpoint
CREATE INDEX "retirees_by_status" ON "retirees" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "retirees_by_birth" ON "retirees" USING btree ("born_on","name");--> statement-breakpoint
CREATE INDEX "retirees_by_last4" ON "retirees" USING btree ("id_last4");--> statement-breakpoint
CREATE INDEX "retirees_by_phone" ON "retirees" USING btree ("phone_key");--> statement-breakpoint
CREATE INDEX "retirees_by_import" ON "retirees" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "retirees_by_progress" ON "retirees" USING btree ("station_id","status","check_result","meeting");--> statement-breakpoint
CREATE INDEX "retirees_by_meeting" ON "retirees" USING btree ("station_id","meeting","patch","id");--> statement-breakpoint
CREATE INDEX "staff_by_station" ON "staff" USING btree ("station_id","created_at","id");--> statement-breakpoint
CREATE INDEX "stations_by_position" ON "stations" USING btree ("position","id");--> statement-breakpoint
CREATE INDEX "attachments_by_status" ON "attachments" USING btree ("status","channel","due_at");--> statement-breakpoint
CREATE INDEX "attachments_by_inbox" ON "attachments" USING btree ("inbox_id");--> statement-breakpoint
CREATE INDEX "attachments_by_petition" ON "attachments" USING btree ("petition_id");--> statement-breakpoint
CREATE INDEX "channel_accounts_by_staff" ON "channel_accounts" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "channel_accounts_by_retiree" ON "channel_accounts" USING btree ("retiree_id");--> statement-breakpoint
CREATE INDEX "channel_gaps_by_channel" ON "channel_gaps" USING btree ("channel","started_at");--> statement-breakpoint
CREATE INDEX "conversations_by_status" ON "conversations" USING btree ("status","updated_at");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("channel","id") WHERE "inbox"."status" = 'new';--> statement-breakpoint
CREATE INDEX "inbox_failed" ON "inbox" USING btree ("received_at","id") WHERE "inbox"."status" in ('failed');--> statement-breakpoint
CREATE INDEX "inbox_by_peer" ON "inbox" USING btree ("channel","account","peer_id","id");--> statement-breakpoint
CREATE INDEX "job_runs_by_start" ON "job_runs" USING btree ("started_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_dedupe" ON "outbox" USING btree ("dedupe_key") WHERE "outbox"."dedupe_key" is not null;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("channel","lane","due_at","id") WHERE "outbox"."status" in ('queued', 'retry_wait');--> statement-breakpoint
CREATE INDEX "outbox_sending" ON "outbox" USING btree ("channel","id") WHERE "outbox"."status" = 'sending';--> statement-breakpoint
CREATE INDEX "outbox_before" ON "outbox" USING btree ("account_id","lane","id") WHERE "outbox"."status" in ('queued', 'retry_wait', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_by_account" ON "outbox" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "outbox_by_station" ON "outbox" USING btree ("station_id","created_at","id") WHERE "outbox"."station_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_by_retiree" ON "outbox" USING btree ("retiree_id") WHERE "outbox"."retiree_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_by_time" ON "outbox" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "outbox_bulk" ON "outbox" USING btree ("channel","accepted_at") WHERE "outbox"."lane" = 1;--> statement-breakpoint
CREATE INDEX "api_tokens_by_staff" ON "api_tokens" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "one_use_codes_by_subject" ON "one_use_codes" USING btree ("purpose","subject_id");--> statement-breakpoint
CREATE INDEX "sessions_by_staff" ON "sessions" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "sessions_by_end" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "throttles_by_end" ON "throttles" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "audit_entries_by_time" ON "audit_entries" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_entries_by_subject" ON "audit_entries" USING btree ("subject");
ALTER TABLE "bindings" DROP CONSTRAINT "bindings_role";--> statement-breakpoint
ALTER TABLE "bindings" DROP CONSTRAINT "bindings_status";--> statement-breakpoint
ALTER TABLE "bindings" DROP CONSTRAINT "bindings_proof";--> statement-breakpoint
ALTER TABLE "bindings" DROP CONSTRAINT "bindings_end";--> statement-breakpoint
ALTER TABLE "contact_card_batch_people" DROP CONSTRAINT "contact_card_batch_people_outcome";--> statement-breakpoint
ALTER TABLE "contact_card_batches" DROP CONSTRAINT "contact_card_batches_status";--> statement-breakpoint
ALTER TABLE "contact_cards" DROP CONSTRAINT "contact_cards_status";--> statement-breakpoint
ALTER TABLE "contact_cards" DROP CONSTRAINT "contact_cards_reason";--> statement-breakpoint
ALTER TABLE "curated_questions" DROP CONSTRAINT "curated_questions_kind";--> statement-breakpoint
ALTER TABLE "curated_questions" DROP CONSTRAINT "curated_questions_status";--> statement-breakpoint
ALTER TABLE "erasures" DROP CONSTRAINT "erasures_status";--> statement-breakpoint
ALTER TABLE "erasures" DROP CONSTRAINT "erasures_ground";--> statement-breakpoint
ALTER TABLE "handover_differences" DROP CONSTRAINT "handover_differences_kind";--> statement-breakpoint
ALTER TABLE "handover_differences" DROP CONSTRAINT "handover_differences_status";--> statement-breakpoint
ALTER TABLE "person_exports" DROP CONSTRAINT "person_exports_reason";--> statement-breakpoint
ALTER TABLE "person_exports" DROP CONSTRAINT "person_exports_masked";--> statement-breakpoint
ALTER TABLE "personal_requests" DROP CONSTRAINT "personal_requests_kind";--> statement-breakpoint
ALTER TABLE "personal_requests" DROP CONSTRAINT "personal_requests_status";--> statement-breakpoint
ALTER TABLE "personnel_files" DROP CONSTRAINT "personnel_files_place";--> statement-breakpoint
ALTER TABLE "personnel_files" DROP CONSTRAINT "personnel_files_status";--> statement-breakpoint
ALTER TABLE "petition_events" DROP CONSTRAINT "petition_events_type";--> statement-breakpoint
ALTER TABLE "petitions" DROP CONSTRAINT "petitions_kind";--> statement-breakpoint
ALTER TABLE "petitions" DROP CONSTRAINT "petitions_source";--> statement-breakpoint
ALTER TABLE "petitions" DROP CONSTRAINT "petitions_status";--> statement-breakpoint
ALTER TABLE "petitions" DROP CONSTRAINT "petitions_satisfaction";--> statement-breakpoint
ALTER TABLE "policy_answers" DROP CONSTRAINT "policy_answers_kind";--> statement-breakpoint
ALTER TABLE "policy_questions" DROP CONSTRAINT "policy_questions_status";--> statement-breakpoint
ALTER TABLE "policy_questions" DROP CONSTRAINT "policy_questions_reason";--> statement-breakpoint
ALTER TABLE "policy_source_versions" DROP CONSTRAINT "policy_source_versions_act";--> statement-breakpoint
ALTER TABLE "policy_weeks" DROP CONSTRAINT "policy_weeks_kind";--> statement-breakpoint
ALTER TABLE "imported_rows" DROP CONSTRAINT "imported_rows_outcome";--> statement-breakpoint
ALTER TABLE "retiree_imports" DROP CONSTRAINT "retiree_imports_status";--> statement-breakpoint
ALTER TABLE "family_members" DROP CONSTRAINT "family_members_part";--> statement-breakpoint
ALTER TABLE "retiree_intake" DROP CONSTRAINT "retiree_intake_step";--> statement-breakpoint
ALTER TABLE "retiree_meetings" DROP CONSTRAINT "retiree_meetings_step";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_vital";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_sex";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_person_type";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_category";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_hardship";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_status";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_check_result";--> statement-breakpoint
ALTER TABLE "retirees" DROP CONSTRAINT "retirees_meeting";--> statement-breakpoint
ALTER TABLE "staff" DROP CONSTRAINT "staff_role";--> statement-breakpoint
ALTER TABLE "staff" DROP CONSTRAINT "staff_status";--> statement-breakpoint
ALTER TABLE "stations" DROP CONSTRAINT "stations_kind";--> statement-breakpoint
ALTER TABLE "attachments" DROP CONSTRAINT "attachments_status";--> statement-breakpoint
ALTER TABLE "attachments" DROP CONSTRAINT "attachments_channel";--> statement-breakpoint
ALTER TABLE "channel_accounts" DROP CONSTRAINT "channel_accounts_channel";--> statement-breakpoint
ALTER TABLE "channel_accounts" DROP CONSTRAINT "channel_accounts_wants";--> statement-breakpoint
ALTER TABLE "conversations" DROP CONSTRAINT "conversations_status";--> statement-breakpoint
ALTER TABLE "inbox" DROP CONSTRAINT "inbox_channel";--> statement-breakpoint
ALTER TABLE "inbox" DROP CONSTRAINT "inbox_status";--> statement-breakpoint
ALTER TABLE "job_runs" DROP CONSTRAINT "job_runs_status";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_kind";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_status";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_channel";--> statement-breakpoint
ALTER TABLE "preparations" DROP CONSTRAINT "preparations_status";--> statement-breakpoint
ALTER TABLE "preparations" DROP CONSTRAINT "preparations_transcribed_by";--> statement-breakpoint
ALTER TABLE "one_use_codes" DROP CONSTRAINT "one_use_codes_purpose";--> statement-breakpoint
DROP INDEX "imported_retirees_by_import";--> statement-breakpoint
DROP INDEX "retirees_by_import";--> statement-breakpoint
DROP INDEX "retirees_by_progress";--> statement-breakpoint
DROP INDEX "retirees_by_meeting";--> statement-breakpoint
DROP INDEX "conversations_by_status";--> statement-breakpoint
DROP INDEX "erasures_open";--> statement-breakpoint
DROP INDEX "petitions_by_retiree";--> statement-breakpoint
DROP INDEX "petitions_by_account";--> statement-breakpoint
DROP INDEX "inbox_failed";--> statement-breakpoint
DROP INDEX "outbox_due";--> statement-breakpoint
DROP INDEX "outbox_before";--> statement-breakpoint
ALTER TABLE "imported_retirees" DROP CONSTRAINT "imported_retirees_pkey";--> statement-breakpoint
ALTER TABLE "imported_retirees" ALTER COLUMN "import_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "imported_retirees" ADD CONSTRAINT "imported_retirees_import_id_row_no_pk" PRIMARY KEY("import_id","row_no");--> statement-breakpoint
CREATE INDEX "retirees_by_patch" ON "retirees" USING btree ("station_id","patch","id","meeting","check_result","vital","status");--> statement-breakpoint
CREATE INDEX "conversations_open" ON "conversations" USING btree ("updated_at","account_id") WHERE "conversations"."status" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_open" ON "erasures" USING btree ("retiree_id") WHERE ("erasures"."status" = 'asked' or "erasures"."status" = 'approved');--> statement-breakpoint
CREATE INDEX "petitions_by_retiree" ON "petitions" USING btree ("retiree_id","received_at") WHERE "petitions"."retiree_id" is not null;--> statement-breakpoint
CREATE INDEX "petitions_by_account" ON "petitions" USING btree ("account_id","received_at") WHERE "petitions"."account_id" is not null;--> statement-breakpoint
CREATE INDEX "inbox_failed" ON "inbox" USING btree ("received_at","id") WHERE ("inbox"."status" = 'failed');--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("channel","lane","due_at","id") WHERE ("outbox"."status" = 'queued' or "outbox"."status" = 'retry_wait');--> statement-breakpoint
CREATE INDEX "outbox_before" ON "outbox" USING btree ("account_id","lane","id") WHERE ("outbox"."status" = 'queued' or "outbox"."status" = 'retry_wait' or "outbox"."status" = 'sending');--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_role" CHECK (("bindings"."role" = 'self' or "bindings"."role" = 'family'));--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_status" CHECK (("bindings"."status" = 'unproven' or "bindings"."status" = 'asked' or "bindings"."status" = 'active' or "bindings"."status" = 'held' or "bindings"."status" = 'ended'));--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_proof" CHECK (("bindings"."proof" = 'none' or "bindings"."proof" = 'last4' or "bindings"."proof" = 'bornOn' or "bindings"."proof" = 'idNumber' or "bindings"."proof" = 'staff'));--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_end" CHECK (("bindings"."end_reason" = 'by_account' or "bindings"."end_reason" = 'by_person' or "bindings"."end_reason" = 'by_staff' or "bindings"."end_reason" = 'refused' or "bindings"."end_reason" = 'session_over'));--> statement-breakpoint
ALTER TABLE "contact_card_batch_people" ADD CONSTRAINT "contact_card_batch_people_outcome" CHECK (("contact_card_batch_people"."outcome" = 'waiting' or "contact_card_batch_people"."outcome" = 'issued' or "contact_card_batch_people"."outcome" = 'skipped'));--> statement-breakpoint
ALTER TABLE "contact_card_batches" ADD CONSTRAINT "contact_card_batches_status" CHECK (("contact_card_batches"."status" = 'running' or "contact_card_batches"."status" = 'done'));--> statement-breakpoint
ALTER TABLE "contact_cards" ADD CONSTRAINT "contact_cards_status" CHECK (("contact_cards"."status" = 'active' or "contact_cards"."status" = 'void'));--> statement-breakpoint
ALTER TABLE "contact_cards" ADD CONSTRAINT "contact_cards_reason" CHECK (("contact_cards"."void_reason" = 'lost' or "contact_cards"."void_reason" = 'damaged' or "contact_cards"."void_reason" = 'leaked' or "contact_cards"."void_reason" = 'wrong' or "contact_cards"."void_reason" = 'other'));--> statement-breakpoint
ALTER TABLE "curated_questions" ADD CONSTRAINT "curated_questions_kind" CHECK (("curated_questions"."kind" = 'clause' or "curated_questions"."kind" = 'outside'));--> statement-breakpoint
ALTER TABLE "curated_questions" ADD CONSTRAINT "curated_questions_status" CHECK (("curated_questions"."status" = 'used' or "curated_questions"."status" = 'withdrawn'));--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_status" CHECK (("erasures"."status" = 'asked' or "erasures"."status" = 'refused' or "erasures"."status" = 'approved' or "erasures"."status" = 'done'));--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_ground" CHECK (("erasures"."ground" = 'consent' or "erasures"."ground" = 'wrong' or "erasures"."ground" = 'expired'));--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_kind" CHECK (("handover_differences"."kind" = 'dead' or "handover_differences"."kind" = 'moved' or "handover_differences"."kind" = 'not_found' or "handover_differences"."kind" = 'wrong_data'));--> statement-breakpoint
ALTER TABLE "handover_differences" ADD CONSTRAINT "handover_differences_status" CHECK (("handover_differences"."status" = 'open' or "handover_differences"."status" = 'settled'));--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_reason" CHECK (("person_exports"."reason" = 'request' or "person_exports"."reason" = 'transfer' or "person_exports"."reason" = 'check'));--> statement-breakpoint
ALTER TABLE "person_exports" ADD CONSTRAINT "person_exports_masked" CHECK (("person_exports"."masked" = 'yes' or "person_exports"."masked" = 'no'));--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_kind" CHECK (("personal_requests"."kind" = 'correction' or "personal_requests"."kind" = 'card'));--> statement-breakpoint
ALTER TABLE "personal_requests" ADD CONSTRAINT "personal_requests_status" CHECK (("personal_requests"."status" = 'open' or "personal_requests"."status" = 'done' or "personal_requests"."status" = 'declined'));--> statement-breakpoint
ALTER TABLE "personnel_files" ADD CONSTRAINT "personnel_files_place" CHECK (("personnel_files"."place" = 'center' or "personnel_files"."place" = 'archives' or "personnel_files"."place" = 'employment' or "personnel_files"."place" = 'firm' or "personnel_files"."place" = 'unknown'));--> statement-breakpoint
ALTER TABLE "personnel_files" ADD CONSTRAINT "personnel_files_status" CHECK (("personnel_files"."status" = 'in' or "personnel_files"."status" = 'out'));--> statement-breakpoint
ALTER TABLE "petition_events" ADD CONSTRAINT "petition_events_type" CHECK (("petition_events"."type" = 'registered' or "petition_events"."type" = 'added' or "petition_events"."type" = 'accepted' or "petition_events"."type" = 'transferred' or "petition_events"."type" = 'extension_asked' or "petition_events"."type" = 'extended' or "petition_events"."type" = 'answered' or "petition_events"."type" = 'rated' or "petition_events"."type" = 'reopened' or "petition_events"."type" = 'closed'));--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_kind" CHECK (("petitions"."kind" = 'inquiry' or "petitions"."kind" = 'complaint' or "petitions"."kind" = 'help' or "petitions"."kind" = 'suggestion'));--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_source" CHECK (("petitions"."source" = 'chat' or "petitions"."source" = 'walkIn' or "petitions"."source" = 'letter' or "petitions"."source" = 'phone'));--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_status" CHECK (("petitions"."status" = 'registered' or "petitions"."status" = 'accepted' or "petitions"."status" = 'answered' or "petitions"."status" = 'closed'));--> statement-breakpoint
ALTER TABLE "petitions" ADD CONSTRAINT "petitions_satisfaction" CHECK ("petitions"."satisfaction" is null or ("petitions"."satisfaction" = 'satisfied' or "petitions"."satisfaction" = 'unsatisfied'));--> statement-breakpoint
ALTER TABLE "policy_answers" ADD CONSTRAINT "policy_answers_kind" CHECK (("policy_answers"."kind" = 'clause' or "policy_answers"."kind" = 'outside' or "policy_answers"."kind" = 'unclear' or "policy_answers"."kind" = 'action' or "policy_answers"."kind" = 'disliked'));--> statement-breakpoint
ALTER TABLE "policy_questions" ADD CONSTRAINT "policy_questions_status" CHECK (("policy_questions"."status" = 'open' or "policy_questions"."status" = 'attached' or "policy_questions"."status" = 'outside' or "policy_questions"."status" = 'curated' or "policy_questions"."status" = 'dismissed'));--> statement-breakpoint
ALTER TABLE "policy_questions" ADD CONSTRAINT "policy_questions_reason" CHECK (("policy_questions"."reason" = 'unanswered' or "policy_questions"."reason" = 'disliked'));--> statement-breakpoint
ALTER TABLE "policy_source_versions" ADD CONSTRAINT "policy_source_versions_act" CHECK (("policy_source_versions"."act" = 'saved' or "policy_source_versions"."act" = 'restored' or "policy_source_versions"."act" = 'withdrawn'));--> statement-breakpoint
ALTER TABLE "policy_weeks" ADD CONSTRAINT "policy_weeks_kind" CHECK (("policy_weeks"."kind" = 'clause' or "policy_weeks"."kind" = 'outside' or "policy_weeks"."kind" = 'unclear' or "policy_weeks"."kind" = 'action' or "policy_weeks"."kind" = 'disliked'));--> statement-breakpoint
ALTER TABLE "imported_rows" ADD CONSTRAINT "imported_rows_outcome" CHECK (("imported_rows"."outcome" = 'fault' or "imported_rows"."outcome" = 'same' or "imported_rows"."outcome" = 'ask' or "imported_rows"."outcome" = 'new'));--> statement-breakpoint
ALTER TABLE "retiree_imports" ADD CONSTRAINT "retiree_imports_status" CHECK (("retiree_imports"."status" = 'reading' or "retiree_imports"."status" = 'ready' or "retiree_imports"."status" = 'confirmed' or "retiree_imports"."status" = 'undone' or "retiree_imports"."status" = 'dropped' or "retiree_imports"."status" = 'failed'));--> statement-breakpoint
ALTER TABLE "family_members" ADD CONSTRAINT "family_members_part" CHECK (("family_members"."part" = 'contact' or "family_members"."part" = 'member'));--> statement-breakpoint
ALTER TABLE "retiree_intake" ADD CONSTRAINT "retiree_intake_step" CHECK (("retiree_intake"."step" = 'handed_over' or "retiree_intake"."step" = 'paid_in' or "retiree_intake"."step" = 'papers_complete'));--> statement-breakpoint
ALTER TABLE "retiree_meetings" ADD CONSTRAINT "retiree_meetings_step" CHECK (("retiree_meetings"."step" = 'met' or "retiree_meetings"."step" = 'agreed' or "retiree_meetings"."step" = 'explained' or "retiree_meetings"."step" = 'understood' or "retiree_meetings"."step" = 'contactTold'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_vital" CHECK (("retirees"."vital" = 'living' or "retirees"."vital" = 'deceased'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_sex" CHECK (("retirees"."sex" = 'male' or "retirees"."sex" = 'female'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_person_type" CHECK (("retirees"."person_type" = 'county_firm' or "retirees"."person_type" = 'self_employed' or "retirees"."person_type" = 'freelancer'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_category" CHECK (("retirees"."category" = 'retiree' or "retirees"."category" = 'early_retiree' or "retirees"."category" = 'dependent_survivor' or "retirees"."category" = 'policy_redressee'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_hardship" CHECK (("retirees"."hardship" = 'no' or "retirees"."hardship" = 'yes'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_status" CHECK (("retirees"."status" = 'incoming' or "retirees"."status" = 'managed' or "retirees"."status" = 'left'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_check_result" CHECK (("retirees"."check_result" = 'unchecked' or "retirees"."check_result" = 'matches' or "retirees"."check_result" = 'differs'));--> statement-breakpoint
ALTER TABLE "retirees" ADD CONSTRAINT "retirees_meeting" CHECK (("retirees"."meeting" = 'unmet' or "retirees"."meeting" = 'begun' or "retirees"."meeting" = 'done'));--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_role" CHECK (("staff"."role" = 'station_clerk' or "staff"."role" = 'station_head' or "staff"."role" = 'center_clerk' or "staff"."role" = 'center_supervisor' or "staff"."role" = 'sysadmin' or "staff"."role" = 'auditor'));--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_status" CHECK (("staff"."status" = 'active' or "staff"."status" = 'disabled'));--> statement-breakpoint
ALTER TABLE "stations" ADD CONSTRAINT "stations_kind" CHECK (("stations"."kind" = 'center' or "stations"."kind" = 'community' or "stations"."kind" = 'township'));--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_status" CHECK (("attachments"."status" = 'wanted' or "attachments"."status" = 'stored' or "attachments"."status" = 'refused' or "attachments"."status" = 'lost'));--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_channel" CHECK (("attachments"."channel" = 'webchat' or "attachments"."channel" = 'telegram' or "attachments"."channel" = 'wechat'));--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_channel" CHECK (("channel_accounts"."channel" = 'webchat' or "channel_accounts"."channel" = 'telegram' or "channel_accounts"."channel" = 'wechat'));--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_wants" CHECK (("channel_accounts"."wants" = 'all' or "channel_accounts"."wants" = 'out'));--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_status" CHECK (("conversations"."status" = 'idle' or "conversations"."status" = 'open' or "conversations"."status" = 'kept'));--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_channel" CHECK (("inbox"."channel" = 'webchat' or "inbox"."channel" = 'telegram' or "inbox"."channel" = 'wechat'));--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_status" CHECK (("inbox"."status" = 'new' or "inbox"."status" = 'done' or "inbox"."status" = 'failed' or "inbox"."status" = 'settled'));--> statement-breakpoint
ALTER TABLE "job_runs" ADD CONSTRAINT "job_runs_status" CHECK (("job_runs"."status" = 'running' or "job_runs"."status" = 'done' or "job_runs"."status" = 'failed' or "job_runs"."status" = 'missed'));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_kind" CHECK (("outbox"."kind" = 'reply' or "outbox"."kind" = 'receipt' or "outbox"."kind" = 'answer' or "outbox"."kind" = 'alarm' or "outbox"."kind" = 'reminder' or "outbox"."kind" = 'greeting'));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_status" CHECK (("outbox"."status" = 'queued' or "outbox"."status" = 'sending' or "outbox"."status" = 'accepted' or "outbox"."status" = 'retry_wait' or "outbox"."status" = 'failed' or "outbox"."status" = 'uncertain' or "outbox"."status" = 'cancelled' or "outbox"."status" = 'suppressed' or "outbox"."status" = 'missed'));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_channel" CHECK (("outbox"."channel" = 'webchat' or "outbox"."channel" = 'telegram' or "outbox"."channel" = 'wechat'));--> statement-breakpoint
ALTER TABLE "preparations" ADD CONSTRAINT "preparations_status" CHECK (("preparations"."status" = 'open' or "preparations"."status" = 'done'));--> statement-breakpoint
ALTER TABLE "preparations" ADD CONSTRAINT "preparations_transcribed_by" CHECK (("preparations"."transcribed_by" = 'platform' or "preparations"."transcribed_by" = 'machine'));--> statement-breakpoint
ALTER TABLE "one_use_codes" ADD CONSTRAINT "one_use_codes_purpose" CHECK (("one_use_codes"."purpose" = 'setup' or "one_use_codes"."purpose" = 'staff'));
CREATE TABLE `counties` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`center_name` text NOT NULL,
	`seeded_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `enterprises` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`contact_name` text DEFAULT '' NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `enterprises_by_time` ON `enterprises` (`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `enterprises_name` ON `enterprises` (`name`);--> statement-breakpoint
CREATE TABLE `handover_differences` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`retiree_name` text NOT NULL,
	`station_id` text NOT NULL,
	`kind` text NOT NULL,
	`note` blob,
	`status` text NOT NULL,
	`settlement` text,
	`answer` blob,
	`reporter_id` text,
	`reported_at` integer NOT NULL,
	`settler_id` text,
	`settled_at` integer,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`reporter_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`settler_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "handover_differences_kind" CHECK("handover_differences"."kind" in ('dead', 'moved', 'not_found', 'wrong_data')),
	CONSTRAINT "handover_differences_status" CHECK("handover_differences"."status" in ('open', 'settled')),
	CONSTRAINT "handover_differences_settled" CHECK(("handover_differences"."status" = 'settled') = ("handover_differences"."settled_at" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `handover_differences_open` ON `handover_differences` (`retiree_id`) WHERE "handover_differences"."status" = 'open';--> statement-breakpoint
CREATE INDEX `handover_differences_by_time` ON `handover_differences` (`reported_at`,`id`);--> statement-breakpoint
CREATE INDEX `handover_differences_by_station` ON `handover_differences` (`station_id`,`reported_at`,`id`);--> statement-breakpoint
CREATE TABLE `personnel_file_loans` (
	`id` text PRIMARY KEY NOT NULL,
	`file_id` text NOT NULL,
	`borrower` text NOT NULL,
	`purpose` text NOT NULL,
	`borrowed_on` text NOT NULL,
	`due_on` text NOT NULL,
	`returned_on` text,
	`lent_by` text,
	FOREIGN KEY (`file_id`) REFERENCES `personnel_files`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`lent_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `personnel_file_loans_open` ON `personnel_file_loans` (`file_id`) WHERE "personnel_file_loans"."returned_on" is null;--> statement-breakpoint
CREATE INDEX `personnel_file_loans_by_file` ON `personnel_file_loans` (`file_id`,`id`);--> statement-breakpoint
CREATE TABLE `personnel_files` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`retiree_name` text NOT NULL,
	`place` text NOT NULL,
	`shelf` text DEFAULT '' NOT NULL,
	`file_no` text DEFAULT '' NOT NULL,
	`status` text NOT NULL,
	`borrower` text DEFAULT '' NOT NULL,
	`due_on` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "personnel_files_place" CHECK("personnel_files"."place" in ('center', 'archives', 'employment', 'firm', 'unknown')),
	CONSTRAINT "personnel_files_status" CHECK("personnel_files"."status" in ('in', 'out')),
	CONSTRAINT "personnel_files_borrower" CHECK(("personnel_files"."status" = 'out') = ("personnel_files"."borrower" <> ''))
);
--> statement-breakpoint
CREATE INDEX `personnel_files_by_time` ON `personnel_files` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `personnel_files_by_station` ON `personnel_files` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `personnel_files_retiree` ON `personnel_files` (`retiree_id`);--> statement-breakpoint
CREATE TABLE `petition_events` (
	`id` text PRIMARY KEY NOT NULL,
	`petition_id` text NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`note` blob,
	FOREIGN KEY (`petition_id`) REFERENCES `petitions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "petition_events_type" CHECK("petition_events"."type" in ('registered', 'added', 'accepted', 'transferred', 'extension_asked', 'extended', 'answered', 'rated', 'reopened', 'closed'))
);
--> statement-breakpoint
CREATE INDEX `petition_events_by_petition` ON `petition_events` (`petition_id`,`id`);--> statement-breakpoint
CREATE TABLE `petition_numbers` (
	`station_id` text NOT NULL,
	`year` integer NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`station_id`, `year`)
);
--> statement-breakpoint
CREATE TABLE `petitions` (
	`id` text PRIMARY KEY NOT NULL,
	`serial_no` text NOT NULL,
	`station_id` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`status` text NOT NULL,
	`name` text NOT NULL,
	`phone` blob,
	`community` text NOT NULL,
	`content` blob NOT NULL,
	`retiree_id` text,
	`account_id` text,
	`received_at` integer NOT NULL,
	`tell_due_at` integer NOT NULL,
	`accepted_at` integer,
	`due_at` integer NOT NULL,
	`extension_asked_at` integer,
	`extended_at` integer,
	`handler_id` text,
	`answer` blob,
	`answered_at` integer,
	`satisfaction` text,
	`closed_at` integer,
	`reopened` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `channel_accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`handler_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "petitions_kind" CHECK("petitions"."kind" in ('inquiry', 'complaint', 'help', 'suggestion')),
	CONSTRAINT "petitions_source" CHECK("petitions"."source" in ('chat', 'walkIn', 'letter', 'phone')),
	CONSTRAINT "petitions_status" CHECK("petitions"."status" in ('registered', 'accepted', 'answered', 'closed')),
	CONSTRAINT "petitions_satisfaction" CHECK("petitions"."satisfaction" is null or "petitions"."satisfaction" in ('satisfied', 'unsatisfied')),
	CONSTRAINT "petitions_answer_has_time" CHECK(("petitions"."answer" is null) = ("petitions"."answered_at" is null)),
	CONSTRAINT "petitions_answered" CHECK("petitions"."status" not in ('answered', 'closed') or "petitions"."answer" is not null)
);
--> statement-breakpoint
CREATE INDEX `petitions_by_station` ON `petitions` (`station_id`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `petitions_by_time` ON `petitions` (`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `petitions_by_due` ON `petitions` (`status`,`due_at`);--> statement-breakpoint
CREATE INDEX `petitions_by_retiree` ON `petitions` (`retiree_id`,`received_at`);--> statement-breakpoint
CREATE INDEX `petitions_by_account` ON `petitions` (`account_id`,`received_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `petitions_serial` ON `petitions` (`serial_no`);--> statement-breakpoint
CREATE TABLE `policy_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`reason` text NOT NULL,
	`taken_for` text NOT NULL,
	`times` integer NOT NULL,
	`status` text NOT NULL,
	`topic` text DEFAULT '' NOT NULL,
	`asked_at` integer NOT NULL,
	`decided_at` integer,
	CONSTRAINT "policy_questions_status" CHECK("policy_questions"."status" in ('open', 'attached', 'outside', 'dismissed')),
	CONSTRAINT "policy_questions_reason" CHECK("policy_questions"."reason" in ('unanswered', 'disliked'))
);
--> statement-breakpoint
CREATE INDEX `policy_questions_by_time` ON `policy_questions` (`asked_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `policy_questions_question` ON `policy_questions` (`question`);--> statement-breakpoint
CREATE TABLE `retiree_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`field` text NOT NULL,
	`before` blob,
	`after` blob,
	`import_id` text,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`import_id`) REFERENCES `retiree_imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `retiree_changes_by_retiree` ON `retiree_changes` (`retiree_id`,`id`);--> statement-breakpoint
CREATE INDEX `retiree_changes_by_import` ON `retiree_changes` (`import_id`);--> statement-breakpoint
CREATE TABLE `retiree_stations` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text,
	`reason` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_stations_order" CHECK("retiree_stations"."to_on" is null or "retiree_stations"."to_on" >= "retiree_stations"."from_on")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `retiree_stations_now` ON `retiree_stations` (`retiree_id`) WHERE "retiree_stations"."to_on" is null;--> statement-breakpoint
CREATE INDEX `retiree_stations_by_retiree` ON `retiree_stations` (`retiree_id`,`from_on`,`id`);--> statement-breakpoint
CREATE TABLE `imported_retirees` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sex` text NOT NULL,
	`born_on` text NOT NULL,
	`id_number` blob,
	`id_number_key` text,
	`id_last4` text,
	`work_started_on` text,
	`retired_on` text,
	`residence` blob,
	`patch` text DEFAULT '' NOT NULL,
	`phone` blob,
	`phone_key` text,
	`monthly_pension_fen` integer,
	`enterprise_id` text,
	`person_type` text DEFAULT 'county_firm' NOT NULL,
	`category` text DEFAULT 'retiree' NOT NULL,
	`hardship` text DEFAULT 'no' NOT NULL,
	`station_id` text NOT NULL,
	`import_id` text,
	`row_no` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `imported_retirees_by_import` ON `imported_retirees` (`import_id`,`row_no`);--> statement-breakpoint
CREATE TABLE `imported_rows` (
	`import_id` text NOT NULL,
	`row_no` integer NOT NULL,
	`outcome` text NOT NULL,
	`name` text NOT NULL,
	`retiree_id` text,
	`decision` text,
	`remarks` text NOT NULL,
	`changes` blob,
	PRIMARY KEY(`import_id`, `row_no`),
	FOREIGN KEY (`import_id`) REFERENCES `retiree_imports`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "imported_rows_outcome" CHECK("imported_rows"."outcome" in ('fault', 'same', 'ask', 'new'))
);
--> statement-breakpoint
CREATE INDEX `imported_rows_by_outcome` ON `imported_rows` (`import_id`,`outcome`,`row_no`);--> statement-breakpoint
CREATE TABLE `retiree_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` text NOT NULL,
	`file_name` text NOT NULL,
	`file_hash` text NOT NULL,
	`status` text NOT NULL,
	`staff_id` text,
	`row_count` integer DEFAULT 0 NOT NULL,
	`new_count` integer DEFAULT 0 NOT NULL,
	`same_count` integer DEFAULT 0 NOT NULL,
	`ask_count` integer DEFAULT 0 NOT NULL,
	`fault_count` integer DEFAULT 0 NOT NULL,
	`updated_count` integer DEFAULT 0 NOT NULL,
	`mapping` text NOT NULL,
	`new_enterprises` text NOT NULL,
	`problem` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`undone_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_imports_status" CHECK("retiree_imports"."status" in ('reading', 'ready', 'confirmed', 'undone', 'dropped', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `retiree_imports_by_time` ON `retiree_imports` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retiree_imports_by_station` ON `retiree_imports` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `family_members` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`name` text NOT NULL,
	`relation` text NOT NULL,
	`phone` blob,
	`phone_key` text,
	`part` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "family_members_part" CHECK("family_members"."part" in ('contact', 'member'))
);
--> statement-breakpoint
CREATE INDEX `family_members_by_retiree` ON `family_members` (`retiree_id`,`id`);--> statement-breakpoint
CREATE INDEX `family_members_by_phone` ON `family_members` (`phone_key`);--> statement-breakpoint
CREATE TABLE `retiree_intake` (
	`retiree_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text NOT NULL,
	`staff_id` text,
	PRIMARY KEY(`retiree_id`, `step`),
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_intake_step" CHECK("retiree_intake"."step" in ('handed_over', 'paid_in', 'papers_complete'))
);
--> statement-breakpoint
CREATE TABLE `retiree_meetings` (
	`retiree_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text NOT NULL,
	`staff_id` text,
	PRIMARY KEY(`retiree_id`, `step`),
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_meetings_step" CHECK("retiree_meetings"."step" in ('met', 'agreed', 'explained', 'understood', 'contactTold'))
);
--> statement-breakpoint
CREATE TABLE `retiree_tokens` (
	`token` text NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`retiree_id`, `token`)
);
--> statement-breakpoint
CREATE INDEX `retiree_tokens_by_time` ON `retiree_tokens` (`token`,`created_at`,`retiree_id`);--> statement-breakpoint
CREATE INDEX `retiree_tokens_by_station` ON `retiree_tokens` (`token`,`station_id`,`created_at`,`retiree_id`);--> statement-breakpoint
CREATE TABLE `retirees` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sex` text NOT NULL,
	`born_on` text NOT NULL,
	`id_number` blob,
	`id_number_key` text,
	`id_last4` text,
	`work_started_on` text,
	`retired_on` text,
	`residence` blob,
	`patch` text DEFAULT '' NOT NULL,
	`phone` blob,
	`phone_key` text,
	`monthly_pension_fen` integer,
	`enterprise_id` text,
	`person_type` text DEFAULT 'county_firm' NOT NULL,
	`category` text DEFAULT 'retiree' NOT NULL,
	`hardship` text DEFAULT 'no' NOT NULL,
	`station_id` text NOT NULL,
	`import_id` text,
	`vital` text DEFAULT 'living' NOT NULL,
	`clerk_id` text,
	`status` text DEFAULT 'incoming' NOT NULL,
	`check_result` text DEFAULT 'unchecked' NOT NULL,
	`meeting` text DEFAULT 'unmet' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`clerk_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`enterprise_id`) REFERENCES `enterprises`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`import_id`) REFERENCES `retiree_imports`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retirees_vital" CHECK("retirees"."vital" in ('living', 'deceased')),
	CONSTRAINT "retirees_sex" CHECK("retirees"."sex" in ('male', 'female')),
	CONSTRAINT "retirees_person_type" CHECK("retirees"."person_type" in ('county_firm', 'self_employed', 'freelancer')),
	CONSTRAINT "retirees_category" CHECK("retirees"."category" in ('retiree', 'early_retiree', 'dependent_survivor', 'policy_redressee')),
	CONSTRAINT "retirees_hardship" CHECK("retirees"."hardship" in ('no', 'yes')),
	CONSTRAINT "retirees_status" CHECK("retirees"."status" in ('incoming', 'managed', 'left')),
	CONSTRAINT "retirees_check_result" CHECK("retirees"."check_result" in ('unchecked', 'matches', 'differs')),
	CONSTRAINT "retirees_meeting" CHECK("retirees"."meeting" in ('unmet', 'begun', 'done'))
);
--> statement-breakpoint
CREATE INDEX `retirees_by_time` ON `retirees` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_station` ON `retirees` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_status` ON `retirees` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_birth` ON `retirees` (`born_on`,`name`);--> statement-breakpoint
CREATE INDEX `retirees_by_last4` ON `retirees` (`id_last4`);--> statement-breakpoint
CREATE INDEX `retirees_by_phone` ON `retirees` (`phone_key`);--> statement-breakpoint
CREATE INDEX `retirees_by_import` ON `retirees` (`import_id`);--> statement-breakpoint
CREATE INDEX `retirees_by_progress` ON `retirees` (`station_id`,`status`,`check_result`,`meeting`);--> statement-breakpoint
CREATE INDEX `retirees_by_meeting` ON `retirees` (`station_id`,`meeting`,`patch`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `retirees_id_number` ON `retirees` (`id_number_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `retirees_id_vital` ON `retirees` (`id`,`vital`);--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`station_id` text,
	`password_hash` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "staff_role" CHECK("staff"."role" in ('station_clerk', 'station_head', 'center_clerk', 'center_supervisor', 'sysadmin', 'auditor')),
	CONSTRAINT "staff_status" CHECK("staff"."status" in ('active', 'disabled'))
);
--> statement-breakpoint
CREATE INDEX `staff_by_station` ON `staff` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `staff_login` ON `staff` (`login`);--> statement-breakpoint
CREATE TABLE `stations` (
	`id` text PRIMARY KEY NOT NULL,
	`county_id` text NOT NULL,
	`kind` text NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`short_name` text NOT NULL,
	`address` text DEFAULT '' NOT NULL,
	`contact_name` text DEFAULT '' NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`county_id`) REFERENCES `counties`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "stations_kind" CHECK("stations"."kind" in ('center', 'community', 'township'))
);
--> statement-breakpoint
CREATE INDEX `stations_by_position` ON `stations` (`position`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `stations_code` ON `stations` (`code`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`inbox_id` text NOT NULL,
	`petition_id` text,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`source` blob NOT NULL,
	`status` text NOT NULL,
	`file_name` text,
	`media_type` text,
	`bytes` integer,
	`sha256` text,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`inbox_id`) REFERENCES `inbox`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`petition_id`) REFERENCES `petitions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "attachments_status" CHECK("attachments"."status" in ('wanted', 'stored', 'refused', 'lost')),
	CONSTRAINT "attachments_channel" CHECK("attachments"."channel" in ('webchat', 'telegram', 'wechat'))
);
--> statement-breakpoint
CREATE INDEX `attachments_by_status` ON `attachments` (`status`,`channel`,`due_at`);--> statement-breakpoint
CREATE INDEX `attachments_by_inbox` ON `attachments` (`inbox_id`);--> statement-breakpoint
CREATE INDEX `attachments_by_petition` ON `attachments` (`petition_id`);--> statement-breakpoint
CREATE TABLE `channel_accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`peer_id` text NOT NULL,
	`id_life` text NOT NULL,
	`staff_id` text,
	`retiree_id` text,
	`wants` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "channel_accounts_channel" CHECK("channel_accounts"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "channel_accounts_wants" CHECK("channel_accounts"."wants" in ('all', 'out'))
);
--> statement-breakpoint
CREATE INDEX `channel_accounts_by_staff` ON `channel_accounts` (`staff_id`);--> statement-breakpoint
CREATE INDEX `channel_accounts_by_retiree` ON `channel_accounts` (`retiree_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `channel_accounts_peer` ON `channel_accounts` (`channel`,`account`,`peer_id`);--> statement-breakpoint
CREATE TABLE `channel_gaps` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `channel_gaps_by_channel` ON `channel_gaps` (`channel`,`started_at`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`account_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`dialogue` text,
	`asked` text,
	`draft` blob,
	`misses` integer NOT NULL,
	`topic` text,
	`offered` text,
	`updated_at` integer NOT NULL,
	`reminded_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `channel_accounts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "conversations_status" CHECK("conversations"."status" in ('idle', 'open', 'kept'))
);
--> statement-breakpoint
CREATE INDEX `conversations_by_status` ON `conversations` (`status`,`updated_at`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`external_id` text NOT NULL,
	`peer_id` text NOT NULL,
	`id_life` text NOT NULL,
	`content` blob NOT NULL,
	`sent_at` integer,
	`received_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`error` text,
	`done_at` integer,
	CONSTRAINT "inbox_channel" CHECK("inbox"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "inbox_status" CHECK("inbox"."status" in ('new', 'done', 'failed', 'settled'))
);
--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`channel`,`id`) WHERE "inbox"."status" = 'new';--> statement-breakpoint
CREATE INDEX `inbox_failed` ON `inbox` (`received_at`,`id`) WHERE "inbox"."status" in ('failed');--> statement-breakpoint
CREATE INDEX `inbox_by_peer` ON `inbox` (`channel`,`account`,`peer_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_external` ON `inbox` (`channel`,`account`,`external_id`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`slot` text NOT NULL,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`result` text,
	CONSTRAINT "job_runs_status" CHECK("job_runs"."status" in ('running', 'done', 'failed', 'missed'))
);
--> statement-breakpoint
CREATE INDEX `job_runs_by_start` ON `job_runs` (`started_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_slot` ON `job_runs` (`job`,`slot`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`lane` integer NOT NULL,
	`channel` text NOT NULL,
	`peer_id` text NOT NULL,
	`account_id` text NOT NULL,
	`retiree_id` text,
	`must_be` text,
	`station_id` text,
	`inbox_id` text,
	`part` integer NOT NULL,
	`dedupe_key` text,
	`body` blob NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`copies` integer NOT NULL,
	`due_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer NOT NULL,
	`remote_id` text,
	`error` text,
	`created_at` integer NOT NULL,
	`accepted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `channel_accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`inbox_id`) REFERENCES `inbox`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`,`must_be`) REFERENCES `retirees`(`id`,`vital`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "outbox_kind" CHECK("outbox"."kind" in ('reply', 'receipt', 'answer', 'alarm', 'reminder', 'greeting')),
	CONSTRAINT "outbox_status" CHECK("outbox"."status" in ('queued', 'sending', 'accepted', 'retry_wait', 'failed', 'uncertain', 'cancelled', 'suppressed', 'missed')),
	CONSTRAINT "outbox_channel" CHECK("outbox"."channel" in ('webchat', 'telegram', 'wechat')),
	CONSTRAINT "outbox_living" CHECK("outbox"."kind" not in ('greeting', 'reminder') or "outbox"."status" not in ('queued', 'retry_wait') or "outbox"."retiree_id" is null or "outbox"."must_be" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_dedupe` ON `outbox` (`dedupe_key`) WHERE "outbox"."dedupe_key" is not null;--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`channel`,`lane`,`due_at`,`id`) WHERE "outbox"."status" in ('queued', 'retry_wait');--> statement-breakpoint
CREATE INDEX `outbox_sending` ON `outbox` (`channel`,`id`) WHERE "outbox"."status" = 'sending';--> statement-breakpoint
CREATE INDEX `outbox_before` ON `outbox` (`account_id`,`lane`,`id`) WHERE "outbox"."status" in ('queued', 'retry_wait', 'sending');--> statement-breakpoint
CREATE INDEX `outbox_by_account` ON `outbox` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_by_station` ON `outbox` (`station_id`,`created_at`,`id`) WHERE "outbox"."station_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_by_retiree` ON `outbox` (`retiree_id`) WHERE "outbox"."retiree_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_by_time` ON `outbox` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_bulk` ON `outbox` (`channel`,`accepted_at`) WHERE "outbox"."lane" = 1;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_reply` ON `outbox` (`inbox_id`,`part`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `api_tokens_by_staff` ON `api_tokens` (`staff_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash` ON `api_tokens` (`hash`);--> statement-breakpoint
CREATE TABLE `one_use_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`code_key` text NOT NULL,
	`subject_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	CONSTRAINT "one_use_codes_purpose" CHECK("one_use_codes"."purpose" in ('setup', 'staff'))
);
--> statement-breakpoint
CREATE INDEX `one_use_codes_by_subject` ON `one_use_codes` (`purpose`,`subject_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `one_use_codes_key` ON `one_use_codes` (`code_key`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`staff_id` text NOT NULL,
	`csrf` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_by_staff` ON `sessions` (`staff_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_end` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `throttles` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`window_ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `throttles_by_end` ON `throttles` (`window_ends_at`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_entries_by_time` ON `audit_entries` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_by_subject` ON `audit_entries` (`subject`);--> statement-breakpoint
CREATE TABLE `audit_links` (
	`seq` integer PRIMARY KEY NOT NULL,
	`entry_id` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `audit_entries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_links_entry` ON `audit_links` (`entry_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `audit_links_prev` ON `audit_links` (`prev_hash`);--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`expires_at` integer NOT NULL,
	`fence` integer NOT NULL
);

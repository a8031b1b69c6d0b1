CREATE TABLE `bindings` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`role` text NOT NULL,
	`relation` text NOT NULL,
	`status` text NOT NULL,
	`reminders` text NOT NULL,
	`reports` text NOT NULL,
	`progress` text NOT NULL,
	`amounts` text NOT NULL,
	`proof` text NOT NULL,
	`id_life` text NOT NULL,
	`consent_version` text NOT NULL,
	`consent_at` integer NOT NULL,
	`since` integer NOT NULL,
	`made_by_kind` text NOT NULL,
	`made_by_id` text NOT NULL,
	`granted_by_kind` text,
	`granted_by_id` text,
	`granted_at` integer,
	`until` integer,
	`ended_by_kind` text,
	`ended_by_id` text,
	`end_reason` text,
	FOREIGN KEY (`account_id`) REFERENCES `channel_accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "bindings_role" CHECK("bindings"."role" in ('self', 'family')),
	CONSTRAINT "bindings_status" CHECK("bindings"."status" in ('unproven', 'asked', 'active', 'held', 'ended')),
	CONSTRAINT "bindings_proof" CHECK("bindings"."proof" in ('none', 'last4', 'bornOn', 'idNumber', 'staff')),
	CONSTRAINT "bindings_end" CHECK("bindings"."end_reason" in ('by_account', 'by_person', 'by_staff', 'refused', 'session_over')),
	CONSTRAINT "bindings_ended" CHECK(("bindings"."status" = 'ended') = ("bindings"."until" is not null)),
	CONSTRAINT "bindings_why" CHECK(("bindings"."status" = 'ended') = ("bindings"."end_reason" is not null)),
	CONSTRAINT "bindings_relation" CHECK(("bindings"."role" = 'self') = ("bindings"."relation" = '')),
	CONSTRAINT "bindings_proved" CHECK("bindings"."status" <> 'active' or "bindings"."proof" <> 'none'),
	CONSTRAINT "bindings_consent" CHECK("bindings"."consent_version" <> ''),
	CONSTRAINT "bindings_granted" CHECK("bindings"."role" = 'self' or "bindings"."status" <> 'active' or "bindings"."granted_at" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bindings_current` ON `bindings` (`account_id`,`retiree_id`) WHERE "bindings"."status" <> 'ended';--> statement-breakpoint
CREATE INDEX `bindings_by_account` ON `bindings` (`account_id`,`status`);--> statement-breakpoint
CREATE INDEX `bindings_by_retiree` ON `bindings` (`retiree_id`,`status`);--> statement-breakpoint
CREATE INDEX `bindings_by_time` ON `bindings` (`since`,`id`);--> statement-breakpoint
CREATE INDEX `bindings_by_station` ON `bindings` (`station_id`,`since`,`id`);--> statement-breakpoint
CREATE TABLE `contact_card_batch_people` (
	`batch_id` text NOT NULL,
	`position` integer NOT NULL,
	`retiree_id` text NOT NULL,
	`outcome` text NOT NULL,
	PRIMARY KEY(`batch_id`, `position`),
	FOREIGN KEY (`batch_id`) REFERENCES `contact_card_batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "contact_card_batch_people_outcome" CHECK("contact_card_batch_people"."outcome" in ('waiting', 'issued', 'skipped'))
);
--> statement-breakpoint
CREATE INDEX `contact_card_batch_people_next` ON `contact_card_batch_people` (`batch_id`,`outcome`,`position`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_card_batch_people_once` ON `contact_card_batch_people` (`batch_id`,`retiree_id`);--> statement-breakpoint
CREATE TABLE `contact_card_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` text,
	`staff_id` text NOT NULL,
	`status` text NOT NULL,
	`total` integer NOT NULL,
	`issued` integer DEFAULT 0 NOT NULL,
	`skipped` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`touched_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "contact_card_batches_status" CHECK("contact_card_batches"."status" in ('running', 'done'))
);
--> statement-breakpoint
CREATE INDEX `contact_card_batches_open` ON `contact_card_batches` (`status`,`touched_at`);--> statement-breakpoint
CREATE TABLE `contact_card_numbers` (
	`station_id` text PRIMARY KEY NOT NULL,
	`last` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `contact_cards` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`retiree_name` text NOT NULL,
	`serial_no` text NOT NULL,
	`code` blob NOT NULL,
	`code_key` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`issued_at` integer NOT NULL,
	`issued_by` text,
	`printed_at` integer,
	`voided_at` integer,
	`void_reason` text,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`issued_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "contact_cards_status" CHECK("contact_cards"."status" in ('active', 'void')),
	CONSTRAINT "contact_cards_reason" CHECK("contact_cards"."void_reason" in ('lost', 'damaged', 'leaked', 'wrong', 'other')),
	CONSTRAINT "contact_cards_void" CHECK(("contact_cards"."status" = 'void') = ("contact_cards"."voided_at" is not null)),
	CONSTRAINT "contact_cards_why" CHECK(("contact_cards"."status" = 'void') = ("contact_cards"."void_reason" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_active` ON `contact_cards` (`retiree_id`) WHERE "contact_cards"."status" = 'active';--> statement-breakpoint
CREATE INDEX `contact_cards_by_time` ON `contact_cards` (`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_station` ON `contact_cards` (`station_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_retiree` ON `contact_cards` (`retiree_id`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_print` ON `contact_cards` (`printed_at`,`station_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_serial` ON `contact_cards` (`serial_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_code` ON `contact_cards` (`code_key`);--> statement-breakpoint
CREATE TABLE `curated_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	`status` text NOT NULL,
	`question_id` text,
	`added_at` integer NOT NULL,
	`added_by` text,
	`withdrawn_at` integer,
	`withdrawn_by` text,
	FOREIGN KEY (`question_id`) REFERENCES `policy_questions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`added_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`withdrawn_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "curated_questions_kind" CHECK("curated_questions"."kind" in ('clause', 'outside')),
	CONSTRAINT "curated_questions_status" CHECK("curated_questions"."status" in ('used', 'withdrawn'))
);
--> statement-breakpoint
CREATE INDEX `curated_questions_by_time` ON `curated_questions` (`added_at`,`id`);--> statement-breakpoint
CREATE TABLE `erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`ground` text NOT NULL,
	`reason` blob,
	`status` text NOT NULL,
	`asked_by` text,
	`asked_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`done_at` integer,
	`row_count` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "erasures_status" CHECK("erasures"."status" in ('asked', 'refused', 'approved', 'done')),
	CONSTRAINT "erasures_ground" CHECK("erasures"."ground" in ('consent', 'wrong', 'expired')),
	CONSTRAINT "erasures_decided" CHECK(("erasures"."status" = 'asked') = ("erasures"."decided_at" is null)),
	CONSTRAINT "erasures_done" CHECK(("erasures"."status" = 'done') = ("erasures"."done_at" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_open` ON `erasures` (`retiree_id`) WHERE "erasures"."status" in ('asked', 'approved');--> statement-breakpoint
CREATE INDEX `erasures_by_time` ON `erasures` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_station` ON `erasures` (`station_id`,`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_status` ON `erasures` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_retiree` ON `erasures` (`retiree_id`,`id`);--> statement-breakpoint
CREATE TABLE `person_exports` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`staff_id` text NOT NULL,
	`reason` text NOT NULL,
	`masked` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "person_exports_reason" CHECK("person_exports"."reason" in ('request', 'transfer', 'check')),
	CONSTRAINT "person_exports_masked" CHECK("person_exports"."masked" in ('yes', 'no'))
);
--> statement-breakpoint
CREATE INDEX `person_exports_by_time` ON `person_exports` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `person_exports_by_station` ON `person_exports` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `person_exports_by_retiree` ON `person_exports` (`retiree_id`,`id`);--> statement-breakpoint
CREATE TABLE `personal_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`account_id` text NOT NULL,
	`proxy` text NOT NULL,
	`kind` text NOT NULL,
	`words` blob,
	`status` text NOT NULL,
	`answer` blob,
	`asked_at` integer NOT NULL,
	`settled_at` integer,
	`settler_id` text,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `channel_accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`settler_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "personal_requests_kind" CHECK("personal_requests"."kind" in ('correction', 'card')),
	CONSTRAINT "personal_requests_status" CHECK("personal_requests"."status" in ('open', 'done', 'declined')),
	CONSTRAINT "personal_requests_settled" CHECK(("personal_requests"."status" = 'open') = ("personal_requests"."settled_at" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `personal_requests_card` ON `personal_requests` (`retiree_id`) WHERE "personal_requests"."kind" = 'card' and "personal_requests"."status" = 'open';--> statement-breakpoint
CREATE INDEX `personal_requests_by_time` ON `personal_requests` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `personal_requests_by_station` ON `personal_requests` (`station_id`,`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `personal_requests_by_retiree` ON `personal_requests` (`retiree_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `policy_answers` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	CONSTRAINT "policy_answers_kind" CHECK("policy_answers"."kind" in ('clause', 'outside', 'unclear', 'action', 'disliked'))
);
--> statement-breakpoint
CREATE TABLE `policy_source_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`act` text NOT NULL,
	`text` text NOT NULL,
	`questions` text NOT NULL,
	`saved_at` integer NOT NULL,
	`saved_by` text,
	FOREIGN KEY (`saved_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "policy_source_versions_act" CHECK("policy_source_versions"."act" in ('saved', 'restored', 'withdrawn'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `policy_source_versions_version` ON `policy_source_versions` (`name`,`version`);--> statement-breakpoint
CREATE TABLE `policy_weeks` (
	`id` text PRIMARY KEY NOT NULL,
	`week_on` text NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	`count` integer NOT NULL,
	`before` integer NOT NULL,
	CONSTRAINT "policy_weeks_kind" CHECK("policy_weeks"."kind" in ('clause', 'outside', 'unclear', 'action', 'disliked'))
);
--> statement-breakpoint
CREATE INDEX `policy_weeks_by_week` ON `policy_weeks` (`week_on`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `policy_weeks_topic` ON `policy_weeks` (`week_on`,`kind`,`topic`);--> statement-breakpoint
CREATE TABLE `preparations` (
	`inbox_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`give_up_at` integer NOT NULL,
	`transcript` blob,
	`transcribed_by` text,
	`sorted_as` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`inbox_id`) REFERENCES `inbox`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "preparations_status" CHECK("preparations"."status" in ('open', 'done')),
	CONSTRAINT "preparations_transcribed_by" CHECK("preparations"."transcribed_by" in ('platform', 'machine'))
);
--> statement-breakpoint
CREATE TABLE `retention_marks` (
	`rule` text PRIMARY KEY NOT NULL,
	`up_to` text NOT NULL,
	`row_count` integer NOT NULL,
	`ran_at` integer NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_policy_questions` (
	`id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`reason` text NOT NULL,
	`taken_for` text NOT NULL,
	`times` integer NOT NULL,
	`status` text NOT NULL,
	`topic` text DEFAULT '' NOT NULL,
	`asked_at` integer NOT NULL,
	`decided_at` integer,
	CONSTRAINT "policy_questions_status" CHECK("__new_policy_questions"."status" in ('open', 'attached', 'outside', 'curated', 'dismissed')),
	CONSTRAINT "policy_questions_reason" CHECK("__new_policy_questions"."reason" in ('unanswered', 'disliked'))
);
--> statement-breakpoint
INSERT INTO `__new_policy_questions`("id", "question", "reason", "taken_for", "times", "status", "topic", "asked_at", "decided_at") SELECT "id", "question", "reason", "taken_for", "times", "status", "topic", "asked_at", "decided_at" FROM `policy_questions`;--> statement-breakpoint
DROP TABLE `policy_questions`;--> statement-breakpoint
ALTER TABLE `__new_policy_questions` RENAME TO `policy_questions`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `policy_questions_by_time` ON `policy_questions` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `policy_questions_by_status` ON `policy_questions` (`status`,`asked_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `policy_questions_question` ON `policy_questions` (`question`);--> statement-breakpoint
CREATE INDEX `family_members_by_name` ON `family_members` (`name`);
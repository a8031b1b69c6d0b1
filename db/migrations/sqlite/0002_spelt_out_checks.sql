PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_bindings` (
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
	CONSTRAINT "bindings_role" CHECK(("__new_bindings"."role" = 'self' or "__new_bindings"."role" = 'family')),
	CONSTRAINT "bindings_status" CHECK(("__new_bindings"."status" = 'unproven' or "__new_bindings"."status" = 'asked' or "__new_bindings"."status" = 'active' or "__new_bindings"."status" = 'held' or "__new_bindings"."status" = 'ended')),
	CONSTRAINT "bindings_proof" CHECK(("__new_bindings"."proof" = 'none' or "__new_bindings"."proof" = 'last4' or "__new_bindings"."proof" = 'bornOn' or "__new_bindings"."proof" = 'idNumber' or "__new_bindings"."proof" = 'staff')),
	CONSTRAINT "bindings_end" CHECK(("__new_bindings"."end_reason" = 'by_account' or "__new_bindings"."end_reason" = 'by_person' or "__new_bindings"."end_reason" = 'by_staff' or "__new_bindings"."end_reason" = 'refused' or "__new_bindings"."end_reason" = 'session_over')),
	CONSTRAINT "bindings_ended" CHECK(("__new_bindings"."status" = 'ended') = ("__new_bindings"."until" is not null)),
	CONSTRAINT "bindings_why" CHECK(("__new_bindings"."status" = 'ended') = ("__new_bindings"."end_reason" is not null)),
	CONSTRAINT "bindings_relation" CHECK(("__new_bindings"."role" = 'self') = ("__new_bindings"."relation" = '')),
	CONSTRAINT "bindings_proved" CHECK("__new_bindings"."status" <> 'active' or "__new_bindings"."proof" <> 'none'),
	CONSTRAINT "bindings_consent" CHECK("__new_bindings"."consent_version" <> ''),
	CONSTRAINT "bindings_granted" CHECK("__new_bindings"."role" = 'self' or "__new_bindings"."status" <> 'active' or "__new_bindings"."granted_at" is not null)
);
--> statement-breakpoint
INSERT INTO `__new_bindings`("id", "account_id", "retiree_id", "station_id", "role", "relation", "status", "reminders", "reports", "progress", "amounts", "proof", "id_life", "consent_version", "consent_at", "since", "made_by_kind", "made_by_id", "granted_by_kind", "granted_by_id", "granted_at", "until", "ended_by_kind", "ended_by_id", "end_reason") SELECT "id", "account_id", "retiree_id", "station_id", "role", "relation", "status", "reminders", "reports", "progress", "amounts", "proof", "id_life", "consent_version", "consent_at", "since", "made_by_kind", "made_by_id", "granted_by_kind", "granted_by_id", "granted_at", "until", "ended_by_kind", "ended_by_id", "end_reason" FROM `bindings`;--> statement-breakpoint
DROP TABLE `bindings`;--> statement-breakpoint
ALTER TABLE `__new_bindings` RENAME TO `bindings`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `bindings_current` ON `bindings` (`account_id`,`retiree_id`) WHERE "bindings"."status" <> 'ended';--> statement-breakpoint
CREATE INDEX `bindings_by_account` ON `bindings` (`account_id`,`status`);--> statement-breakpoint
CREATE INDEX `bindings_by_retiree` ON `bindings` (`retiree_id`,`status`);--> statement-breakpoint
CREATE INDEX `bindings_by_time` ON `bindings` (`since`,`id`);--> statement-breakpoint
CREATE INDEX `bindings_by_station` ON `bindings` (`station_id`,`since`,`id`);--> statement-breakpoint
CREATE TABLE `__new_contact_card_batch_people` (
	`batch_id` text NOT NULL,
	`position` integer NOT NULL,
	`retiree_id` text NOT NULL,
	`outcome` text NOT NULL,
	PRIMARY KEY(`batch_id`, `position`),
	FOREIGN KEY (`batch_id`) REFERENCES `contact_card_batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "contact_card_batch_people_outcome" CHECK(("__new_contact_card_batch_people"."outcome" = 'waiting' or "__new_contact_card_batch_people"."outcome" = 'issued' or "__new_contact_card_batch_people"."outcome" = 'skipped'))
);
--> statement-breakpoint
INSERT INTO `__new_contact_card_batch_people`("batch_id", "position", "retiree_id", "outcome") SELECT "batch_id", "position", "retiree_id", "outcome" FROM `contact_card_batch_people`;--> statement-breakpoint
DROP TABLE `contact_card_batch_people`;--> statement-breakpoint
ALTER TABLE `__new_contact_card_batch_people` RENAME TO `contact_card_batch_people`;--> statement-breakpoint
CREATE INDEX `contact_card_batch_people_next` ON `contact_card_batch_people` (`batch_id`,`outcome`,`position`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_card_batch_people_once` ON `contact_card_batch_people` (`batch_id`,`retiree_id`);--> statement-breakpoint
CREATE TABLE `__new_contact_card_batches` (
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
	CONSTRAINT "contact_card_batches_status" CHECK(("__new_contact_card_batches"."status" = 'running' or "__new_contact_card_batches"."status" = 'done'))
);
--> statement-breakpoint
INSERT INTO `__new_contact_card_batches`("id", "station_id", "staff_id", "status", "total", "issued", "skipped", "created_at", "touched_at") SELECT "id", "station_id", "staff_id", "status", "total", "issued", "skipped", "created_at", "touched_at" FROM `contact_card_batches`;--> statement-breakpoint
DROP TABLE `contact_card_batches`;--> statement-breakpoint
ALTER TABLE `__new_contact_card_batches` RENAME TO `contact_card_batches`;--> statement-breakpoint
CREATE INDEX `contact_card_batches_open` ON `contact_card_batches` (`status`,`touched_at`);--> statement-breakpoint
CREATE TABLE `__new_contact_cards` (
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
	CONSTRAINT "contact_cards_status" CHECK(("__new_contact_cards"."status" = 'active' or "__new_contact_cards"."status" = 'void')),
	CONSTRAINT "contact_cards_reason" CHECK(("__new_contact_cards"."void_reason" = 'lost' or "__new_contact_cards"."void_reason" = 'damaged' or "__new_contact_cards"."void_reason" = 'leaked' or "__new_contact_cards"."void_reason" = 'wrong' or "__new_contact_cards"."void_reason" = 'other')),
	CONSTRAINT "contact_cards_void" CHECK(("__new_contact_cards"."status" = 'void') = ("__new_contact_cards"."voided_at" is not null)),
	CONSTRAINT "contact_cards_why" CHECK(("__new_contact_cards"."status" = 'void') = ("__new_contact_cards"."void_reason" is not null))
);
--> statement-breakpoint
INSERT INTO `__new_contact_cards`("id", "retiree_id", "station_id", "retiree_name", "serial_no", "code", "code_key", "status", "issued_at", "issued_by", "printed_at", "voided_at", "void_reason") SELECT "id", "retiree_id", "station_id", "retiree_name", "serial_no", "code", "code_key", "status", "issued_at", "issued_by", "printed_at", "voided_at", "void_reason" FROM `contact_cards`;--> statement-breakpoint
DROP TABLE `contact_cards`;--> statement-breakpoint
ALTER TABLE `__new_contact_cards` RENAME TO `contact_cards`;--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_active` ON `contact_cards` (`retiree_id`) WHERE "contact_cards"."status" = 'active';--> statement-breakpoint
CREATE INDEX `contact_cards_by_time` ON `contact_cards` (`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_station` ON `contact_cards` (`station_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_retiree` ON `contact_cards` (`retiree_id`,`id`);--> statement-breakpoint
CREATE INDEX `contact_cards_by_print` ON `contact_cards` (`printed_at`,`station_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_serial` ON `contact_cards` (`serial_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_cards_code` ON `contact_cards` (`code_key`);--> statement-breakpoint
CREATE TABLE `__new_curated_questions` (
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
	CONSTRAINT "curated_questions_kind" CHECK(("__new_curated_questions"."kind" = 'clause' or "__new_curated_questions"."kind" = 'outside')),
	CONSTRAINT "curated_questions_status" CHECK(("__new_curated_questions"."status" = 'used' or "__new_curated_questions"."status" = 'withdrawn'))
);
--> statement-breakpoint
INSERT INTO `__new_curated_questions`("id", "question", "kind", "topic", "status", "question_id", "added_at", "added_by", "withdrawn_at", "withdrawn_by") SELECT "id", "question", "kind", "topic", "status", "question_id", "added_at", "added_by", "withdrawn_at", "withdrawn_by" FROM `curated_questions`;--> statement-breakpoint
DROP TABLE `curated_questions`;--> statement-breakpoint
ALTER TABLE `__new_curated_questions` RENAME TO `curated_questions`;--> statement-breakpoint
CREATE INDEX `curated_questions_by_time` ON `curated_questions` (`added_at`,`id`);--> statement-breakpoint
CREATE TABLE `__new_erasures` (
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
	CONSTRAINT "erasures_status" CHECK(("__new_erasures"."status" = 'asked' or "__new_erasures"."status" = 'refused' or "__new_erasures"."status" = 'approved' or "__new_erasures"."status" = 'done')),
	CONSTRAINT "erasures_ground" CHECK(("__new_erasures"."ground" = 'consent' or "__new_erasures"."ground" = 'wrong' or "__new_erasures"."ground" = 'expired')),
	CONSTRAINT "erasures_decided" CHECK(("__new_erasures"."status" = 'asked') = ("__new_erasures"."decided_at" is null)),
	CONSTRAINT "erasures_done" CHECK(("__new_erasures"."status" = 'done') = ("__new_erasures"."done_at" is not null))
);
--> statement-breakpoint
INSERT INTO `__new_erasures`("id", "retiree_id", "station_id", "ground", "reason", "status", "asked_by", "asked_at", "decided_by", "decided_at", "done_at", "row_count") SELECT "id", "retiree_id", "station_id", "ground", "reason", "status", "asked_by", "asked_at", "decided_by", "decided_at", "done_at", "row_count" FROM `erasures`;--> statement-breakpoint
DROP TABLE `erasures`;--> statement-breakpoint
ALTER TABLE `__new_erasures` RENAME TO `erasures`;--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_open` ON `erasures` (`retiree_id`) WHERE ("erasures"."status" = 'asked' or "erasures"."status" = 'approved');--> statement-breakpoint
CREATE INDEX `erasures_by_time` ON `erasures` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_station` ON `erasures` (`station_id`,`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_status` ON `erasures` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `erasures_by_retiree` ON `erasures` (`retiree_id`,`id`);--> statement-breakpoint
CREATE TABLE `__new_handover_differences` (
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
	CONSTRAINT "handover_differences_kind" CHECK(("__new_handover_differences"."kind" = 'dead' or "__new_handover_differences"."kind" = 'moved' or "__new_handover_differences"."kind" = 'not_found' or "__new_handover_differences"."kind" = 'wrong_data')),
	CONSTRAINT "handover_differences_status" CHECK(("__new_handover_differences"."status" = 'open' or "__new_handover_differences"."status" = 'settled')),
	CONSTRAINT "handover_differences_settled" CHECK(("__new_handover_differences"."status" = 'settled') = ("__new_handover_differences"."settled_at" is not null))
);
--> statement-breakpoint
INSERT INTO `__new_handover_differences`("id", "retiree_id", "retiree_name", "station_id", "kind", "note", "status", "settlement", "answer", "reporter_id", "reported_at", "settler_id", "settled_at") SELECT "id", "retiree_id", "retiree_name", "station_id", "kind", "note", "status", "settlement", "answer", "reporter_id", "reported_at", "settler_id", "settled_at" FROM `handover_differences`;--> statement-breakpoint
DROP TABLE `handover_differences`;--> statement-breakpoint
ALTER TABLE `__new_handover_differences` RENAME TO `handover_differences`;--> statement-breakpoint
CREATE UNIQUE INDEX `handover_differences_open` ON `handover_differences` (`retiree_id`) WHERE "handover_differences"."status" = 'open';--> statement-breakpoint
CREATE INDEX `handover_differences_by_time` ON `handover_differences` (`reported_at`,`id`);--> statement-breakpoint
CREATE INDEX `handover_differences_by_station` ON `handover_differences` (`station_id`,`reported_at`,`id`);--> statement-breakpoint
CREATE TABLE `__new_person_exports` (
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
	CONSTRAINT "person_exports_reason" CHECK(("__new_person_exports"."reason" = 'request' or "__new_person_exports"."reason" = 'transfer' or "__new_person_exports"."reason" = 'check')),
	CONSTRAINT "person_exports_masked" CHECK(("__new_person_exports"."masked" = 'yes' or "__new_person_exports"."masked" = 'no'))
);
--> statement-breakpoint
INSERT INTO `__new_person_exports`("id", "retiree_id", "station_id", "staff_id", "reason", "masked", "created_at", "expires_at") SELECT "id", "retiree_id", "station_id", "staff_id", "reason", "masked", "created_at", "expires_at" FROM `person_exports`;--> statement-breakpoint
DROP TABLE `person_exports`;--> statement-breakpoint
ALTER TABLE `__new_person_exports` RENAME TO `person_exports`;--> statement-breakpoint
CREATE INDEX `person_exports_by_time` ON `person_exports` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `person_exports_by_station` ON `person_exports` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `person_exports_by_retiree` ON `person_exports` (`retiree_id`,`id`);--> statement-breakpoint
CREATE TABLE `__new_personal_requests` (
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
	CONSTRAINT "personal_requests_kind" CHECK(("__new_personal_requests"."kind" = 'correction' or "__new_personal_requests"."kind" = 'card')),
	CONSTRAINT "personal_requests_status" CHECK(("__new_personal_requests"."status" = 'open' or "__new_personal_requests"."status" = 'done' or "__new_personal_requests"."status" = 'declined')),
	CONSTRAINT "personal_requests_settled" CHECK(("__new_personal_requests"."status" = 'open') = ("__new_personal_requests"."settled_at" is null))
);
--> statement-breakpoint
INSERT INTO `__new_personal_requests`("id", "retiree_id", "station_id", "account_id", "proxy", "kind", "words", "status", "answer", "asked_at", "settled_at", "settler_id") SELECT "id", "retiree_id", "station_id", "account_id", "proxy", "kind", "words", "status", "answer", "asked_at", "settled_at", "settler_id" FROM `personal_requests`;--> statement-breakpoint
DROP TABLE `personal_requests`;--> statement-breakpoint
ALTER TABLE `__new_personal_requests` RENAME TO `personal_requests`;--> statement-breakpoint
CREATE UNIQUE INDEX `personal_requests_card` ON `personal_requests` (`retiree_id`) WHERE "personal_requests"."kind" = 'card' and "personal_requests"."status" = 'open';--> statement-breakpoint
CREATE INDEX `personal_requests_by_time` ON `personal_requests` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `personal_requests_by_station` ON `personal_requests` (`station_id`,`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `personal_requests_by_retiree` ON `personal_requests` (`retiree_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `__new_personnel_files` (
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
	CONSTRAINT "personnel_files_place" CHECK(("__new_personnel_files"."place" = 'center' or "__new_personnel_files"."place" = 'archives' or "__new_personnel_files"."place" = 'employment' or "__new_personnel_files"."place" = 'firm' or "__new_personnel_files"."place" = 'unknown')),
	CONSTRAINT "personnel_files_status" CHECK(("__new_personnel_files"."status" = 'in' or "__new_personnel_files"."status" = 'out')),
	CONSTRAINT "personnel_files_borrower" CHECK(("__new_personnel_files"."status" = 'out') = ("__new_personnel_files"."borrower" <> ''))
);
--> statement-breakpoint
INSERT INTO `__new_personnel_files`("id", "retiree_id", "station_id", "retiree_name", "place", "shelf", "file_no", "status", "borrower", "due_on", "created_at") SELECT "id", "retiree_id", "station_id", "retiree_name", "place", "shelf", "file_no", "status", "borrower", "due_on", "created_at" FROM `personnel_files`;--> statement-breakpoint
DROP TABLE `personnel_files`;--> statement-breakpoint
ALTER TABLE `__new_personnel_files` RENAME TO `personnel_files`;--> statement-breakpoint
CREATE INDEX `personnel_files_by_time` ON `personnel_files` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `personnel_files_by_station` ON `personnel_files` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `personnel_files_retiree` ON `personnel_files` (`retiree_id`);--> statement-breakpoint
CREATE TABLE `__new_petition_events` (
	`id` text PRIMARY KEY NOT NULL,
	`petition_id` text NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`note` blob,
	FOREIGN KEY (`petition_id`) REFERENCES `petitions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "petition_events_type" CHECK(("__new_petition_events"."type" = 'registered' or "__new_petition_events"."type" = 'added' or "__new_petition_events"."type" = 'accepted' or "__new_petition_events"."type" = 'transferred' or "__new_petition_events"."type" = 'extension_asked' or "__new_petition_events"."type" = 'extended' or "__new_petition_events"."type" = 'answered' or "__new_petition_events"."type" = 'rated' or "__new_petition_events"."type" = 'reopened' or "__new_petition_events"."type" = 'closed'))
);
--> statement-breakpoint
INSERT INTO `__new_petition_events`("id", "petition_id", "at", "type", "actor_kind", "actor_id", "note") SELECT "id", "petition_id", "at", "type", "actor_kind", "actor_id", "note" FROM `petition_events`;--> statement-breakpoint
DROP TABLE `petition_events`;--> statement-breakpoint
ALTER TABLE `__new_petition_events` RENAME TO `petition_events`;--> statement-breakpoint
CREATE INDEX `petition_events_by_petition` ON `petition_events` (`petition_id`,`id`);--> statement-breakpoint
CREATE TABLE `__new_petitions` (
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
	CONSTRAINT "petitions_kind" CHECK(("__new_petitions"."kind" = 'inquiry' or "__new_petitions"."kind" = 'complaint' or "__new_petitions"."kind" = 'help' or "__new_petitions"."kind" = 'suggestion')),
	CONSTRAINT "petitions_source" CHECK(("__new_petitions"."source" = 'chat' or "__new_petitions"."source" = 'walkIn' or "__new_petitions"."source" = 'letter' or "__new_petitions"."source" = 'phone')),
	CONSTRAINT "petitions_status" CHECK(("__new_petitions"."status" = 'registered' or "__new_petitions"."status" = 'accepted' or "__new_petitions"."status" = 'answered' or "__new_petitions"."status" = 'closed')),
	CONSTRAINT "petitions_satisfaction" CHECK("__new_petitions"."satisfaction" is null or ("__new_petitions"."satisfaction" = 'satisfied' or "__new_petitions"."satisfaction" = 'unsatisfied')),
	CONSTRAINT "petitions_answer_has_time" CHECK(("__new_petitions"."answer" is null) = ("__new_petitions"."answered_at" is null)),
	CONSTRAINT "petitions_answered" CHECK("__new_petitions"."status" not in ('answered', 'closed') or "__new_petitions"."answer" is not null)
);
--> statement-breakpoint
INSERT INTO `__new_petitions`("id", "serial_no", "station_id", "kind", "source", "status", "name", "phone", "community", "content", "retiree_id", "account_id", "received_at", "tell_due_at", "accepted_at", "due_at", "extension_asked_at", "extended_at", "handler_id", "answer", "answered_at", "satisfaction", "closed_at", "reopened") SELECT "id", "serial_no", "station_id", "kind", "source", "status", "name", "phone", "community", "content", "retiree_id", "account_id", "received_at", "tell_due_at", "accepted_at", "due_at", "extension_asked_at", "extended_at", "handler_id", "answer", "answered_at", "satisfaction", "closed_at", "reopened" FROM `petitions`;--> statement-breakpoint
DROP TABLE `petitions`;--> statement-breakpoint
ALTER TABLE `__new_petitions` RENAME TO `petitions`;--> statement-breakpoint
CREATE INDEX `petitions_by_station` ON `petitions` (`station_id`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `petitions_by_time` ON `petitions` (`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `petitions_by_due` ON `petitions` (`status`,`due_at`);--> statement-breakpoint
CREATE INDEX `petitions_by_retiree` ON `petitions` (`retiree_id`,`received_at`) WHERE "petitions"."retiree_id" is not null;--> statement-breakpoint
CREATE INDEX `petitions_by_account` ON `petitions` (`account_id`,`received_at`) WHERE "petitions"."account_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `petitions_serial` ON `petitions` (`serial_no`);--> statement-breakpoint
CREATE TABLE `__new_policy_answers` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	CONSTRAINT "policy_answers_kind" CHECK(("__new_policy_answers"."kind" = 'clause' or "__new_policy_answers"."kind" = 'outside' or "__new_policy_answers"."kind" = 'unclear' or "__new_policy_answers"."kind" = 'action' or "__new_policy_answers"."kind" = 'disliked'))
);
--> statement-breakpoint
INSERT INTO `__new_policy_answers`("id", "at", "kind", "topic") SELECT "id", "at", "kind", "topic" FROM `policy_answers`;--> statement-breakpoint
DROP TABLE `policy_answers`;--> statement-breakpoint
ALTER TABLE `__new_policy_answers` RENAME TO `policy_answers`;--> statement-breakpoint
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
	CONSTRAINT "policy_questions_status" CHECK(("__new_policy_questions"."status" = 'open' or "__new_policy_questions"."status" = 'attached' or "__new_policy_questions"."status" = 'outside' or "__new_policy_questions"."status" = 'curated' or "__new_policy_questions"."status" = 'dismissed')),
	CONSTRAINT "policy_questions_reason" CHECK(("__new_policy_questions"."reason" = 'unanswered' or "__new_policy_questions"."reason" = 'disliked'))
);
--> statement-breakpoint
INSERT INTO `__new_policy_questions`("id", "question", "reason", "taken_for", "times", "status", "topic", "asked_at", "decided_at") SELECT "id", "question", "reason", "taken_for", "times", "status", "topic", "asked_at", "decided_at" FROM `policy_questions`;--> statement-breakpoint
DROP TABLE `policy_questions`;--> statement-breakpoint
ALTER TABLE `__new_policy_questions` RENAME TO `policy_questions`;--> statement-breakpoint
CREATE INDEX `policy_questions_by_time` ON `policy_questions` (`asked_at`,`id`);--> statement-breakpoint
CREATE INDEX `policy_questions_by_status` ON `policy_questions` (`status`,`asked_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `policy_questions_question` ON `policy_questions` (`question`);--> statement-breakpoint
CREATE TABLE `__new_policy_source_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`act` text NOT NULL,
	`text` text NOT NULL,
	`questions` text NOT NULL,
	`saved_at` integer NOT NULL,
	`saved_by` text,
	FOREIGN KEY (`saved_by`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "policy_source_versions_act" CHECK(("__new_policy_source_versions"."act" = 'saved' or "__new_policy_source_versions"."act" = 'restored' or "__new_policy_source_versions"."act" = 'withdrawn'))
);
--> statement-breakpoint
INSERT INTO `__new_policy_source_versions`("id", "name", "version", "act", "text", "questions", "saved_at", "saved_by") SELECT "id", "name", "version", "act", "text", "questions", "saved_at", "saved_by" FROM `policy_source_versions`;--> statement-breakpoint
DROP TABLE `policy_source_versions`;--> statement-breakpoint
ALTER TABLE `__new_policy_source_versions` RENAME TO `policy_source_versions`;--> statement-breakpoint
CREATE UNIQUE INDEX `policy_source_versions_version` ON `policy_source_versions` (`name`,`version`);--> statement-breakpoint
CREATE TABLE `__new_policy_weeks` (
	`id` text PRIMARY KEY NOT NULL,
	`week_on` text NOT NULL,
	`kind` text NOT NULL,
	`topic` text NOT NULL,
	`count` integer NOT NULL,
	`before` integer NOT NULL,
	CONSTRAINT "policy_weeks_kind" CHECK(("__new_policy_weeks"."kind" = 'clause' or "__new_policy_weeks"."kind" = 'outside' or "__new_policy_weeks"."kind" = 'unclear' or "__new_policy_weeks"."kind" = 'action' or "__new_policy_weeks"."kind" = 'disliked'))
);
--> statement-breakpoint
INSERT INTO `__new_policy_weeks`("id", "week_on", "kind", "topic", "count", "before") SELECT "id", "week_on", "kind", "topic", "count", "before" FROM `policy_weeks`;--> statement-breakpoint
DROP TABLE `policy_weeks`;--> statement-breakpoint
ALTER TABLE `__new_policy_weeks` RENAME TO `policy_weeks`;--> statement-breakpoint
CREATE INDEX `policy_weeks_by_week` ON `policy_weeks` (`week_on`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `policy_weeks_topic` ON `policy_weeks` (`week_on`,`kind`,`topic`);--> statement-breakpoint
CREATE TABLE `__new_imported_rows` (
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
	CONSTRAINT "imported_rows_outcome" CHECK(("__new_imported_rows"."outcome" = 'fault' or "__new_imported_rows"."outcome" = 'same' or "__new_imported_rows"."outcome" = 'ask' or "__new_imported_rows"."outcome" = 'new'))
);
--> statement-breakpoint
INSERT INTO `__new_imported_rows`("import_id", "row_no", "outcome", "name", "retiree_id", "decision", "remarks", "changes") SELECT "import_id", "row_no", "outcome", "name", "retiree_id", "decision", "remarks", "changes" FROM `imported_rows`;--> statement-breakpoint
DROP TABLE `imported_rows`;--> statement-breakpoint
ALTER TABLE `__new_imported_rows` RENAME TO `imported_rows`;--> statement-breakpoint
CREATE INDEX `imported_rows_by_outcome` ON `imported_rows` (`import_id`,`outcome`,`row_no`);--> statement-breakpoint
CREATE TABLE `__new_retiree_imports` (
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
	CONSTRAINT "retiree_imports_status" CHECK(("__new_retiree_imports"."status" = 'reading' or "__new_retiree_imports"."status" = 'ready' or "__new_retiree_imports"."status" = 'confirmed' or "__new_retiree_imports"."status" = 'undone' or "__new_retiree_imports"."status" = 'dropped' or "__new_retiree_imports"."status" = 'failed'))
);
--> statement-breakpoint
INSERT INTO `__new_retiree_imports`("id", "station_id", "file_name", "file_hash", "status", "staff_id", "row_count", "new_count", "same_count", "ask_count", "fault_count", "updated_count", "mapping", "new_enterprises", "problem", "created_at", "confirmed_at", "undone_at") SELECT "id", "station_id", "file_name", "file_hash", "status", "staff_id", "row_count", "new_count", "same_count", "ask_count", "fault_count", "updated_count", "mapping", "new_enterprises", "problem", "created_at", "confirmed_at", "undone_at" FROM `retiree_imports`;--> statement-breakpoint
DROP TABLE `retiree_imports`;--> statement-breakpoint
ALTER TABLE `__new_retiree_imports` RENAME TO `retiree_imports`;--> statement-breakpoint
CREATE INDEX `retiree_imports_by_time` ON `retiree_imports` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retiree_imports_by_station` ON `retiree_imports` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `__new_family_members` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`name` text NOT NULL,
	`relation` text NOT NULL,
	`phone` blob,
	`phone_key` text,
	`part` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "family_members_part" CHECK(("__new_family_members"."part" = 'contact' or "__new_family_members"."part" = 'member'))
);
--> statement-breakpoint
INSERT INTO `__new_family_members`("id", "retiree_id", "name", "relation", "phone", "phone_key", "part", "created_at") SELECT "id", "retiree_id", "name", "relation", "phone", "phone_key", "part", "created_at" FROM `family_members`;--> statement-breakpoint
DROP TABLE `family_members`;--> statement-breakpoint
ALTER TABLE `__new_family_members` RENAME TO `family_members`;--> statement-breakpoint
CREATE INDEX `family_members_by_retiree` ON `family_members` (`retiree_id`,`id`);--> statement-breakpoint
CREATE INDEX `family_members_by_phone` ON `family_members` (`phone_key`);--> statement-breakpoint
CREATE INDEX `family_members_by_name` ON `family_members` (`name`);--> statement-breakpoint
CREATE TABLE `__new_retiree_intake` (
	`retiree_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text NOT NULL,
	`staff_id` text,
	PRIMARY KEY(`retiree_id`, `step`),
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_intake_step" CHECK(("__new_retiree_intake"."step" = 'handed_over' or "__new_retiree_intake"."step" = 'paid_in' or "__new_retiree_intake"."step" = 'papers_complete'))
);
--> statement-breakpoint
INSERT INTO `__new_retiree_intake`("retiree_id", "step", "done_on", "staff_id") SELECT "retiree_id", "step", "done_on", "staff_id" FROM `retiree_intake`;--> statement-breakpoint
DROP TABLE `retiree_intake`;--> statement-breakpoint
ALTER TABLE `__new_retiree_intake` RENAME TO `retiree_intake`;--> statement-breakpoint
CREATE TABLE `__new_retiree_meetings` (
	`retiree_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text NOT NULL,
	`staff_id` text,
	PRIMARY KEY(`retiree_id`, `step`),
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_meetings_step" CHECK(("__new_retiree_meetings"."step" = 'met' or "__new_retiree_meetings"."step" = 'agreed' or "__new_retiree_meetings"."step" = 'explained' or "__new_retiree_meetings"."step" = 'understood' or "__new_retiree_meetings"."step" = 'contactTold'))
);
--> statement-breakpoint
INSERT INTO `__new_retiree_meetings`("retiree_id", "step", "done_on", "staff_id") SELECT "retiree_id", "step", "done_on", "staff_id" FROM `retiree_meetings`;--> statement-breakpoint
DROP TABLE `retiree_meetings`;--> statement-breakpoint
ALTER TABLE `__new_retiree_meetings` RENAME TO `retiree_meetings`;--> statement-breakpoint
CREATE TABLE `__new_retirees` (
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
	CONSTRAINT "retirees_vital" CHECK(("__new_retirees"."vital" = 'living' or "__new_retirees"."vital" = 'deceased')),
	CONSTRAINT "retirees_sex" CHECK(("__new_retirees"."sex" = 'male' or "__new_retirees"."sex" = 'female')),
	CONSTRAINT "retirees_person_type" CHECK(("__new_retirees"."person_type" = 'county_firm' or "__new_retirees"."person_type" = 'self_employed' or "__new_retirees"."person_type" = 'freelancer')),
	CONSTRAINT "retirees_category" CHECK(("__new_retirees"."category" = 'retiree' or "__new_retirees"."category" = 'early_retiree' or "__new_retirees"."category" = 'dependent_survivor' or "__new_retirees"."category" = 'policy_redressee')),
	CONSTRAINT "retirees_hardship" CHECK(("__new_retirees"."hardship" = 'no' or "__new_retirees"."hardship" = 'yes')),
	CONSTRAINT "retirees_status" CHECK(("__new_retirees"."status" = 'incoming' or "__new_retirees"."status" = 'managed' or "__new_retirees"."status" = 'left')),
	CONSTRAINT "retirees_check_result" CHECK(("__new_retirees"."check_result" = 'unchecked' or "__new_retirees"."check_result" = 'matches' or "__new_retirees"."check_result" = 'differs')),
	CONSTRAINT "retirees_meeting" CHECK(("__new_retirees"."meeting" = 'unmet' or "__new_retirees"."meeting" = 'begun' or "__new_retirees"."meeting" = 'done'))
);
--> statement-breakpoint
INSERT INTO `__new_retirees`("id", "name", "sex", "born_on", "id_number", "id_number_key", "id_last4", "work_started_on", "retired_on", "residence", "patch", "phone", "phone_key", "monthly_pension_fen", "enterprise_id", "person_type", "category", "hardship", "station_id", "import_id", "vital", "clerk_id", "status", "check_result", "meeting", "created_at") SELECT "id", "name", "sex", "born_on", "id_number", "id_number_key", "id_last4", "work_started_on", "retired_on", "residence", "patch", "phone", "phone_key", "monthly_pension_fen", "enterprise_id", "person_type", "category", "hardship", "station_id", "import_id", "vital", "clerk_id", "status", "check_result", "meeting", "created_at" FROM `retirees`;--> statement-breakpoint
DROP TABLE `retirees`;--> statement-breakpoint
ALTER TABLE `__new_retirees` RENAME TO `retirees`;--> statement-breakpoint
CREATE INDEX `retirees_by_time` ON `retirees` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_station` ON `retirees` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_status` ON `retirees` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `retirees_by_birth` ON `retirees` (`born_on`,`name`);--> statement-breakpoint
CREATE INDEX `retirees_by_last4` ON `retirees` (`id_last4`);--> statement-breakpoint
CREATE INDEX `retirees_by_phone` ON `retirees` (`phone_key`);--> statement-breakpoint
CREATE INDEX `retirees_by_patch` ON `retirees` (`station_id`,`patch`,`id`,`meeting`,`check_result`,`vital`,`status`);--> statement-breakpoint
CREATE UNIQUE INDEX `retirees_id_number` ON `retirees` (`id_number_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `retirees_id_vital` ON `retirees` (`id`,`vital`);--> statement-breakpoint
CREATE TABLE `__new_staff` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`station_id` text,
	`password_hash` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "staff_role" CHECK(("__new_staff"."role" = 'station_clerk' or "__new_staff"."role" = 'station_head' or "__new_staff"."role" = 'center_clerk' or "__new_staff"."role" = 'center_supervisor' or "__new_staff"."role" = 'sysadmin' or "__new_staff"."role" = 'auditor')),
	CONSTRAINT "staff_status" CHECK(("__new_staff"."status" = 'active' or "__new_staff"."status" = 'disabled'))
);
--> statement-breakpoint
INSERT INTO `__new_staff`("id", "login", "name", "role", "station_id", "password_hash", "status", "created_at") SELECT "id", "login", "name", "role", "station_id", "password_hash", "status", "created_at" FROM `staff`;--> statement-breakpoint
DROP TABLE `staff`;--> statement-breakpoint
ALTER TABLE `__new_staff` RENAME TO `staff`;--> statement-breakpoint
CREATE INDEX `staff_by_station` ON `staff` (`station_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `staff_login` ON `staff` (`login`);--> statement-breakpoint
CREATE TABLE `__new_stations` (
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
	CONSTRAINT "stations_kind" CHECK(("__new_stations"."kind" = 'center' or "__new_stations"."kind" = 'community' or "__new_stations"."kind" = 'township'))
);
--> statement-breakpoint
INSERT INTO `__new_stations`("id", "county_id", "kind", "code", "name", "short_name", "address", "contact_name", "phone", "position", "created_at") SELECT "id", "county_id", "kind", "code", "name", "short_name", "address", "contact_name", "phone", "position", "created_at" FROM `stations`;--> statement-breakpoint
DROP TABLE `stations`;--> statement-breakpoint
ALTER TABLE `__new_stations` RENAME TO `stations`;--> statement-breakpoint
CREATE INDEX `stations_by_position` ON `stations` (`position`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `stations_code` ON `stations` (`code`);--> statement-breakpoint
CREATE TABLE `__new_attachments` (
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
	CONSTRAINT "attachments_status" CHECK(("__new_attachments"."status" = 'wanted' or "__new_attachments"."status" = 'stored' or "__new_attachments"."status" = 'refused' or "__new_attachments"."status" = 'lost')),
	CONSTRAINT "attachments_channel" CHECK(("__new_attachments"."channel" = 'webchat' or "__new_attachments"."channel" = 'telegram' or "__new_attachments"."channel" = 'wechat'))
);
--> statement-breakpoint
INSERT INTO `__new_attachments`("id", "inbox_id", "petition_id", "channel", "kind", "source", "status", "file_name", "media_type", "bytes", "sha256", "attempts", "due_at", "created_at") SELECT "id", "inbox_id", "petition_id", "channel", "kind", "source", "status", "file_name", "media_type", "bytes", "sha256", "attempts", "due_at", "created_at" FROM `attachments`;--> statement-breakpoint
DROP TABLE `attachments`;--> statement-breakpoint
ALTER TABLE `__new_attachments` RENAME TO `attachments`;--> statement-breakpoint
CREATE INDEX `attachments_by_status` ON `attachments` (`status`,`channel`,`due_at`);--> statement-breakpoint
CREATE INDEX `attachments_by_inbox` ON `attachments` (`inbox_id`);--> statement-breakpoint
CREATE INDEX `attachments_by_petition` ON `attachments` (`petition_id`);--> statement-breakpoint
CREATE TABLE `__new_channel_accounts` (
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
	CONSTRAINT "channel_accounts_channel" CHECK(("__new_channel_accounts"."channel" = 'webchat' or "__new_channel_accounts"."channel" = 'telegram' or "__new_channel_accounts"."channel" = 'wechat')),
	CONSTRAINT "channel_accounts_wants" CHECK(("__new_channel_accounts"."wants" = 'all' or "__new_channel_accounts"."wants" = 'out'))
);
--> statement-breakpoint
INSERT INTO `__new_channel_accounts`("id", "channel", "account", "peer_id", "id_life", "staff_id", "retiree_id", "wants", "created_at", "seen_at") SELECT "id", "channel", "account", "peer_id", "id_life", "staff_id", "retiree_id", "wants", "created_at", "seen_at" FROM `channel_accounts`;--> statement-breakpoint
DROP TABLE `channel_accounts`;--> statement-breakpoint
ALTER TABLE `__new_channel_accounts` RENAME TO `channel_accounts`;--> statement-breakpoint
CREATE INDEX `channel_accounts_by_staff` ON `channel_accounts` (`staff_id`);--> statement-breakpoint
CREATE INDEX `channel_accounts_by_retiree` ON `channel_accounts` (`retiree_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `channel_accounts_peer` ON `channel_accounts` (`channel`,`account`,`peer_id`);--> statement-breakpoint
CREATE TABLE `__new_conversations` (
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
	CONSTRAINT "conversations_status" CHECK(("__new_conversations"."status" = 'idle' or "__new_conversations"."status" = 'open' or "__new_conversations"."status" = 'kept'))
);
--> statement-breakpoint
INSERT INTO `__new_conversations`("account_id", "status", "dialogue", "asked", "draft", "misses", "topic", "offered", "updated_at", "reminded_at") SELECT "account_id", "status", "dialogue", "asked", "draft", "misses", "topic", "offered", "updated_at", "reminded_at" FROM `conversations`;--> statement-breakpoint
DROP TABLE `conversations`;--> statement-breakpoint
ALTER TABLE `__new_conversations` RENAME TO `conversations`;--> statement-breakpoint
CREATE INDEX `conversations_open` ON `conversations` (`updated_at`,`account_id`) WHERE "conversations"."status" = 'open';--> statement-breakpoint
CREATE TABLE `__new_inbox` (
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
	CONSTRAINT "inbox_channel" CHECK(("__new_inbox"."channel" = 'webchat' or "__new_inbox"."channel" = 'telegram' or "__new_inbox"."channel" = 'wechat')),
	CONSTRAINT "inbox_status" CHECK(("__new_inbox"."status" = 'new' or "__new_inbox"."status" = 'done' or "__new_inbox"."status" = 'failed' or "__new_inbox"."status" = 'settled'))
);
--> statement-breakpoint
INSERT INTO `__new_inbox`("id", "channel", "account", "external_id", "peer_id", "id_life", "content", "sent_at", "received_at", "status", "attempts", "due_at", "error", "done_at") SELECT "id", "channel", "account", "external_id", "peer_id", "id_life", "content", "sent_at", "received_at", "status", "attempts", "due_at", "error", "done_at" FROM `inbox`;--> statement-breakpoint
DROP TABLE `inbox`;--> statement-breakpoint
ALTER TABLE `__new_inbox` RENAME TO `inbox`;--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`channel`,`id`) WHERE "inbox"."status" = 'new';--> statement-breakpoint
CREATE INDEX `inbox_failed` ON `inbox` (`received_at`,`id`) WHERE ("inbox"."status" = 'failed');--> statement-breakpoint
CREATE INDEX `inbox_by_peer` ON `inbox` (`channel`,`account`,`peer_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_external` ON `inbox` (`channel`,`account`,`external_id`);--> statement-breakpoint
CREATE TABLE `__new_job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`slot` text NOT NULL,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`result` text,
	CONSTRAINT "job_runs_status" CHECK(("__new_job_runs"."status" = 'running' or "__new_job_runs"."status" = 'done' or "__new_job_runs"."status" = 'failed' or "__new_job_runs"."status" = 'missed'))
);
--> statement-breakpoint
INSERT INTO `__new_job_runs`("id", "job", "slot", "status", "started_at", "finished_at", "result") SELECT "id", "job", "slot", "status", "started_at", "finished_at", "result" FROM `job_runs`;--> statement-breakpoint
DROP TABLE `job_runs`;--> statement-breakpoint
ALTER TABLE `__new_job_runs` RENAME TO `job_runs`;--> statement-breakpoint
CREATE INDEX `job_runs_by_start` ON `job_runs` (`started_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_slot` ON `job_runs` (`job`,`slot`);--> statement-breakpoint
CREATE TABLE `__new_outbox` (
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
	CONSTRAINT "outbox_kind" CHECK(("__new_outbox"."kind" = 'reply' or "__new_outbox"."kind" = 'receipt' or "__new_outbox"."kind" = 'answer' or "__new_outbox"."kind" = 'alarm' or "__new_outbox"."kind" = 'reminder' or "__new_outbox"."kind" = 'greeting')),
	CONSTRAINT "outbox_status" CHECK(("__new_outbox"."status" = 'queued' or "__new_outbox"."status" = 'sending' or "__new_outbox"."status" = 'accepted' or "__new_outbox"."status" = 'retry_wait' or "__new_outbox"."status" = 'failed' or "__new_outbox"."status" = 'uncertain' or "__new_outbox"."status" = 'cancelled' or "__new_outbox"."status" = 'suppressed' or "__new_outbox"."status" = 'missed')),
	CONSTRAINT "outbox_channel" CHECK(("__new_outbox"."channel" = 'webchat' or "__new_outbox"."channel" = 'telegram' or "__new_outbox"."channel" = 'wechat')),
	CONSTRAINT "outbox_living" CHECK("__new_outbox"."kind" not in ('greeting', 'reminder') or "__new_outbox"."status" not in ('queued', 'retry_wait') or "__new_outbox"."retiree_id" is null or "__new_outbox"."must_be" is not null)
);
--> statement-breakpoint
INSERT INTO `__new_outbox`("id", "kind", "lane", "channel", "peer_id", "account_id", "retiree_id", "must_be", "station_id", "inbox_id", "part", "dedupe_key", "body", "status", "attempts", "copies", "due_at", "expires_at", "lease_owner", "lease_until", "remote_id", "error", "created_at", "accepted_at") SELECT "id", "kind", "lane", "channel", "peer_id", "account_id", "retiree_id", "must_be", "station_id", "inbox_id", "part", "dedupe_key", "body", "status", "attempts", "copies", "due_at", "expires_at", "lease_owner", "lease_until", "remote_id", "error", "created_at", "accepted_at" FROM `outbox`;--> statement-breakpoint
DROP TABLE `outbox`;--> statement-breakpoint
ALTER TABLE `__new_outbox` RENAME TO `outbox`;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_dedupe` ON `outbox` (`dedupe_key`) WHERE "outbox"."dedupe_key" is not null;--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`channel`,`lane`,`due_at`,`id`) WHERE ("outbox"."status" = 'queued' or "outbox"."status" = 'retry_wait');--> statement-breakpoint
CREATE INDEX `outbox_sending` ON `outbox` (`channel`,`id`) WHERE "outbox"."status" = 'sending';--> statement-breakpoint
CREATE INDEX `outbox_before` ON `outbox` (`account_id`,`lane`,`id`) WHERE ("outbox"."status" = 'queued' or "outbox"."status" = 'retry_wait' or "outbox"."status" = 'sending');--> statement-breakpoint
CREATE INDEX `outbox_by_account` ON `outbox` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_by_station` ON `outbox` (`station_id`,`created_at`,`id`) WHERE "outbox"."station_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_by_retiree` ON `outbox` (`retiree_id`) WHERE "outbox"."retiree_id" is not null;--> statement-breakpoint
CREATE INDEX `outbox_by_time` ON `outbox` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_bulk` ON `outbox` (`channel`,`accepted_at`) WHERE "outbox"."lane" = 1;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_reply` ON `outbox` (`inbox_id`,`part`);--> statement-breakpoint
CREATE TABLE `__new_preparations` (
	`inbox_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`give_up_at` integer NOT NULL,
	`transcript` blob,
	`transcribed_by` text,
	`sorted_as` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`inbox_id`) REFERENCES `inbox`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "preparations_status" CHECK(("__new_preparations"."status" = 'open' or "__new_preparations"."status" = 'done')),
	CONSTRAINT "preparations_transcribed_by" CHECK(("__new_preparations"."transcribed_by" = 'platform' or "__new_preparations"."transcribed_by" = 'machine'))
);
--> statement-breakpoint
INSERT INTO `__new_preparations`("inbox_id", "status", "attempts", "give_up_at", "transcript", "transcribed_by", "sorted_as", "created_at") SELECT "inbox_id", "status", "attempts", "give_up_at", "transcript", "transcribed_by", "sorted_as", "created_at" FROM `preparations`;--> statement-breakpoint
DROP TABLE `preparations`;--> statement-breakpoint
ALTER TABLE `__new_preparations` RENAME TO `preparations`;--> statement-breakpoint
CREATE TABLE `__new_one_use_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`code_key` text NOT NULL,
	`subject_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	CONSTRAINT "one_use_codes_purpose" CHECK(("__new_one_use_codes"."purpose" = 'setup' or "__new_one_use_codes"."purpose" = 'staff'))
);
--> statement-breakpoint
INSERT INTO `__new_one_use_codes`("id", "purpose", "code_key", "subject_id", "created_at", "expires_at", "used_at") SELECT "id", "purpose", "code_key", "subject_id", "created_at", "expires_at", "used_at" FROM `one_use_codes`;--> statement-breakpoint
DROP TABLE `one_use_codes`;--> statement-breakpoint
ALTER TABLE `__new_one_use_codes` RENAME TO `one_use_codes`;--> statement-breakpoint
CREATE INDEX `one_use_codes_by_subject` ON `one_use_codes` (`purpose`,`subject_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `one_use_codes_key` ON `one_use_codes` (`code_key`);--> statement-breakpoint
CREATE TABLE `__new_imported_retirees` (
	`id` text NOT NULL,
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
	`import_id` text NOT NULL,
	`row_no` integer NOT NULL,
	PRIMARY KEY(`import_id`, `row_no`)
);
--> statement-breakpoint
INSERT INTO `__new_imported_retirees`("id", "name", "sex", "born_on", "id_number", "id_number_key", "id_last4", "work_started_on", "retired_on", "residence", "patch", "phone", "phone_key", "monthly_pension_fen", "enterprise_id", "person_type", "category", "hardship", "station_id", "import_id", "row_no") SELECT "id", "name", "sex", "born_on", "id_number", "id_number_key", "id_last4", "work_started_on", "retired_on", "residence", "patch", "phone", "phone_key", "monthly_pension_fen", "enterprise_id", "person_type", "category", "hardship", "station_id", "import_id", "row_no" FROM `imported_retirees`;--> statement-breakpoint
DROP TABLE `imported_retirees`;--> statement-breakpoint
ALTER TABLE `__new_imported_retirees` RENAME TO `imported_retirees`;
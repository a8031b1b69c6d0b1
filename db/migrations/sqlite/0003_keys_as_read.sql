-- Rows that are little more than their key lie in the tree of the key, not in a second one beside it.
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_retiree_tokens` (
	`token` text NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`token`, `created_at`, `retiree_id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_retiree_tokens`("token", "retiree_id", "station_id", "created_at") SELECT "token", "retiree_id", "station_id", "created_at" FROM `retiree_tokens`;--> statement-breakpoint
DROP TABLE `retiree_tokens`;--> statement-breakpoint
ALTER TABLE `__new_retiree_tokens` RENAME TO `retiree_tokens`;--> statement-breakpoint
CREATE INDEX `retiree_tokens_by_station` ON `retiree_tokens` (`token`,`station_id`,`created_at`,`retiree_id`);--> statement-breakpoint
CREATE TABLE `__new_retiree_intake` (
	`retiree_id` text NOT NULL,
	`step` text NOT NULL,
	`done_on` text NOT NULL,
	`staff_id` text,
	PRIMARY KEY(`retiree_id`, `step`),
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`staff_id`) REFERENCES `staff`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_intake_step" CHECK(("__new_retiree_intake"."step" = 'handed_over' or "__new_retiree_intake"."step" = 'paid_in' or "__new_retiree_intake"."step" = 'papers_complete'))
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_retiree_intake`("retiree_id", "step", "done_on", "staff_id") SELECT "retiree_id", "step", "done_on", "staff_id" FROM `retiree_intake`;--> statement-breakpoint
DROP TABLE `retiree_intake`;--> statement-breakpoint
ALTER TABLE `__new_retiree_intake` RENAME TO `retiree_intake`;--> statement-breakpoint
CREATE TABLE `__new_retiree_stations` (
	`id` text PRIMARY KEY NOT NULL,
	`retiree_id` text NOT NULL,
	`station_id` text NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text,
	`reason` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`retiree_id`) REFERENCES `retirees`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `stations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "retiree_stations_order" CHECK("__new_retiree_stations"."to_on" is null or "__new_retiree_stations"."to_on" >= "__new_retiree_stations"."from_on")
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_retiree_stations`("id", "retiree_id", "station_id", "from_on", "to_on", "reason") SELECT "id", "retiree_id", "station_id", "from_on", "to_on", "reason" FROM `retiree_stations`;--> statement-breakpoint
DROP TABLE `retiree_stations`;--> statement-breakpoint
ALTER TABLE `__new_retiree_stations` RENAME TO `retiree_stations`;--> statement-breakpoint
CREATE UNIQUE INDEX `retiree_stations_now` ON `retiree_stations` (`retiree_id`) WHERE "retiree_stations"."to_on" is null;--> statement-breakpoint
CREATE INDEX `retiree_stations_by_retiree` ON `retiree_stations` (`retiree_id`,`from_on`,`id`);--> statement-breakpoint
PRAGMA foreign_keys=ON;

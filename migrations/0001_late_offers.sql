CREATE TABLE `late_offers` (
	`order_id` text PRIMARY KEY NOT NULL,
	`hold_id` text NOT NULL,
	`seats` text NOT NULL,
	`until` integer NOT NULL,
	`answer` text
);
--> statement-breakpoint
ALTER TABLE `inbox` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `payment_attempts` ADD `unanswered` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payment_attempts` ADD `unanswered_since` integer;
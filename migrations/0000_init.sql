CREATE TABLE `abandoned_orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seat_count` integer NOT NULL,
	`starts_at` integer NOT NULL,
	`sale_closes_at` integer NOT NULL,
	`definition` text NOT NULL,
	`published_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_start` ON `events` (`starts_at`);--> statement-breakpoint
CREATE TABLE `idempotency_records` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`state` text NOT NULL,
	`claim_token` text NOT NULL,
	`lease_until` integer NOT NULL,
	`status` integer,
	`body` text,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_expiry` ON `idempotency_records` (`expires_at`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`message_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `inbox_by_time` ON `inbox` (`at`);--> statement-breakpoint
CREATE TABLE `order_items` (
	`order_id` text NOT NULL,
	`seat` integer NOT NULL,
	`price_level` text NOT NULL,
	`price_minor` integer NOT NULL,
	`fee_minor` integer NOT NULL,
	PRIMARY KEY(`order_id`, `seat`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`hold_id` text NOT NULL,
	`buyer_id` text NOT NULL,
	`buyer_name` text NOT NULL,
	`buyer_email` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`lines` text NOT NULL,
	`fence` integer NOT NULL,
	`deadline` integer NOT NULL,
	`version` integer NOT NULL,
	`moved_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "orders_status" CHECK("orders"."status" IN ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED')),
	CONSTRAINT "orders_total" CHECK("orders"."total_minor" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_one_per_hold` ON `orders` (`hold_id`);--> statement-breakpoint
CREATE INDEX `orders_by_buyer` ON `orders` (`buyer_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `orders_by_event` ON `orders` (`event_id`,`status`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`status`,`updated_at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`body` text NOT NULL,
	`tries` integer NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_by_due` ON `outbox` (`due_at`);--> statement-breakpoint
CREATE INDEX `outbox_by_order` ON `outbox` (`order_id`);--> statement-breakpoint
CREATE TABLE `parked_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`parked_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `parked_by_time` ON `parked_messages` (`parked_at`);--> statement-breakpoint
CREATE TABLE `payment_attempts` (
	`order_id` text NOT NULL,
	`n` integer NOT NULL,
	`key` text NOT NULL,
	`outcome` text NOT NULL,
	`provider_payment_id` text,
	`redirect_url` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`order_id`, `n`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_attempts_one_per_key` ON `payment_attempts` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `payment_attempts_one_per_provider_payment` ON `payment_attempts` (`provider_payment_id`);--> statement-breakpoint
CREATE TABLE `payments` (
	`order_id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`token` text,
	`return_url` text NOT NULL,
	`version` integer NOT NULL,
	`moved_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "payments_status" CHECK("payments"."status" IN ('REQUESTED', 'AUTHORIZED', 'CAPTURED', 'REFUNDED', 'FAILED', 'VOIDED'))
);
--> statement-breakpoint
CREATE TABLE `tickets` (
	`code` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`event_id` text NOT NULL,
	`seat` integer NOT NULL,
	`issued_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_one_per_seat` ON `tickets` (`event_id`,`seat`);--> statement-breakpoint
CREATE INDEX `tickets_by_order` ON `tickets` (`order_id`);
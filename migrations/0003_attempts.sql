ALTER TABLE `events` ADD `starts` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `decline_code` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `other_attempts` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `max_payment_attempts` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `closing` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `instead` text;
--> statement-breakpoint
-- The books, taken apart, with every attempt.
DROP VIEW `payment_attempts`;
--> statement-breakpoint
CREATE VIEW `payment_attempts` AS
SELECT `id` AS `order_id`, `attempt` AS `n`, `id` || ':' || `attempt` AS `key`, `payment_status` AS `status`,
	`attempt_outcome` AS `outcome`, `provider_payment_id`, `redirect_url`, `unanswered`, `unanswered_since` FROM `orders`
UNION ALL
SELECT o.`id`, a.`value` ->> 'number', o.`id` || ':' || (a.`value` ->> 'number'), a.`value` ->> 'status',
	a.`value` ->> 'outcome', a.`value` ->> 'providerPaymentId', a.`value` ->> 'redirectUrl', 0, NULL
FROM `orders` o, json_each(o.`other_attempts`) a WHERE o.`other_attempts` IS NOT NULL;

// What the checkout knows when it leaves for the order's page, so that the page need not ask for it again.

import type { OrderView } from "../../../shared/contracts/orders.schema.ts";
import type { EventWithChart } from "../catalog/load-event.ts";

export interface OrderScene extends EventWithChart {
  readonly order: OrderView;
}

const handedOver = new Map<string, OrderScene>();

export function handOver(scene: OrderScene): void {
  handedOver.set(scene.order.orderId, scene);
}

/** Once: whoever comes later asks the server. */
export function takeHandover(orderId: string): OrderScene | undefined {
  const scene = handedOver.get(orderId);
  handedOver.delete(orderId);
  return scene;
}

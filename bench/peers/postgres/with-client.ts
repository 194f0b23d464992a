import type { Pool, PoolClient } from "pg";

/** Does `work` on a connection of its own. Where it throws, the connection and what it had begun are given up. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

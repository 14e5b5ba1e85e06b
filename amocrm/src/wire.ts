/** Deadlines and caps of every call. The vendor's own client uses 5 s to connect, 20 s in all. */
export const connectTimeoutMs = 5_000;
export const tokenTimeoutMs = 15_000;
export const apiTimeoutMs = 20_000;
export const maxBodyBytes = 10 * 1024 * 1024;
/** A pair is about 2 kB. */
export const maxTokenBodyBytes = 256 * 1024;
export const userAgent = 'foryou-crm-amocrm/0.1';

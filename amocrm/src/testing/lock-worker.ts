import { takeFileLock } from '../token-lock.ts';

/** A process that takes the lock of a file and keeps it; asked, it says whether it believes so still. */
const [file = '', staleMs = '60000'] = process.argv.slice(2);
const lock = await takeFileLock(file, { staleMs: Number(staleMs) });
process.on('message', () => process.send?.({ held: lock.held() }));
process.send?.('taken');

// Loaded into every service: when the parent is gone, however it went, the service ends as by a
// polite request. Without this a killed `npm start` would leave a backend holding the port.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

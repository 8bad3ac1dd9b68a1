// Loaded before a measured program: writes the peak memory of its process, in KiB, to file descriptor 3.
process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)));

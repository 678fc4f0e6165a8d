/**
 * Loaded into every child before its own code. The channel to the parent closes when the parent ends, even by SIGKILL;
 * then the child ends too and leaves no port taken.
 */
process.on('disconnect', () => process.exit(0));
process.channel?.unref();

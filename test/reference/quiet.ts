/** Imported first: a server that runs in the test's own process says on its output only what went wrong. */
process.env.TALLYMAN_LOG_LEVEL ??= "error";

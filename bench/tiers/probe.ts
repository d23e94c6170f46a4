// Loaded into every measured process before its entry, on both sides: tells what it holds after a collection, and
// ends with the benchmark, however that ends.
process.on("message", () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

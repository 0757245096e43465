// Loaded into every process that the scripts start. When the one that started it is gone, killed without a chance to
// pass the signal on, this process is asked to stop like by SIGTERM: no server is left behind on the port.
const parent = process.ppid

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

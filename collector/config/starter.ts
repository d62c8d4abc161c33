/** What `init` writes where there is no configuration; every line that is commented out shows what counts without it. */
export function starter(dataFolder: string | undefined): string {
  return `# The configuration of partnergate-collector. What is commented out is how it is anyway.
${dataFolder === undefined ? '# dataFolder: /var/lib/partnergate-collector' : `dataFolder: ${JSON.stringify(dataFolder)}`}

# Devices to read in every collection.
devices: []
# Never asked anything.
exclude: []

# Where devices are to be found.
discovery:
  ranges: []                # every address is asked: [10.0.0.0/22]
  seeds: []                 # and their neighbours by LLDP and CDP: [10.0.0.1]
  # hops: 4

# schedule:
#   collectEveryHours: 23   # an hour less than the portal expects an upload in, when left out
#   discoverEveryHours: 168 # 0: only by hand

# snmp: { concurrency: 64, packetsPerSecond: 1000, packetsPerSecondPerDevice: 100, timeoutMs: 1500, retries: 2, deadlineSeconds: 120 }
# spool: { maximumMegabytes: 500, resumeWithinHours: 12 }
`
}

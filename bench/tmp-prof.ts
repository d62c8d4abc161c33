import { serve, collectFrom } from './collecting.ts'
import { requestsOf, bareLoop } from './collect.ts'
const served = await serve(['--invented','200'])
const rq = await requestsOf(served)
for (let i=0;i<4;i++){ const r = await collectFrom(served,{concurrency:64}); const c=process.cpuUsage(); const b=await bareLoop(served,rq,64); const d=process.cpuUsage(c); console.log(200/r.seconds, 200/b, 'bare cpu', d.user/1e3+d.system/1e3); const c2=process.cpuUsage();  const r2=await collectFrom(served,{concurrency:64});const d2=process.cpuUsage(c2);console.log('ours cpu',d2.user/1e3+d2.system/1e3) }
served.stop()

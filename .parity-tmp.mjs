import {getLlama} from "node-llama-cpp"; import fs from "node:fs";
const dir=process.argv[2]; const p=JSON.parse(fs.readFileSync(dir+"/parity.json"));
const llama=await getLlama({build:"never",skipDownload:true,gpu:false,maxThreads:1,logLevel:"error"});
const model=await llama.loadModel({modelPath:dir+"/"+p.model});
const ctx=await model.createContext({contextSize:2048,threads:1}); const seq=ctx.getSequence();
let ok=0,tok=0;
for(const c of p.continuations){ await seq.clearHistory(); const out=[]; 
 for await(const r of seq.evaluate(c.prompt,{temperature:0,yieldEogToken:true})){out.push(r); if(out.length>=c.expected.length)break;}
 const same=JSON.stringify(out)===JSON.stringify(c.expected); ok+=same; if(!same)console.log(out,c.expected,c.margin)}
console.log(ok,"of",p.continuations.length, llama.buildType);
const t='{"order_id":"4821"} a ? b — héllo <|end|> <tool_call>  x';
const ids=model.tokenize(t,false); console.log(model.detokenize(ids)===t, ids.length, model.tokenize("<tool_call>",true), model.tokenize("<tool_call>",false).length, model.tokens.bos, model.tokens.eos, model.tokens.shouldPrependBosToken);
process.exit(0)

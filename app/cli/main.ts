const x: number = 1; console.log('cli', x, process.version, process.argv.slice(2), process.env['UNDERSTUDY_PYTHON'], process.env['UNDERSTUDY_TRAINER_MISSING']);
if (process.argv.includes('--wait')) setTimeout(()=>{}, 5000); 
process.exitCode = 7;

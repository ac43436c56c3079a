// Prints its arguments as JSON: a stand-in for a script whose output is a job's result (tb/module-jobs.test.ts).
console.log(JSON.stringify(process.argv.slice(2)));

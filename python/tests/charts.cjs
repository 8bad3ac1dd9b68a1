// The charts of main.ts, as `npm run synth` writes them: node charts.cjs FOLDER [STAGE]
const { App } = require('cdk8s');
const { addCharts, AadPodIdentityChart, CrdsChart, DemoChart, ShopChart } = require('../../build/main.js');

const [outdir, stage] = process.argv.slice(2);
const app = new App({ outdir });
if (stage === undefined) addCharts(app);
else {
  new CrdsChart(app, 'crds');
  new AadPodIdentityChart(app, 'aad-pod-identity');
  new DemoChart(app, 'demo');
  new ShopChart(app, 'shop', { stage });
}
app.synth();

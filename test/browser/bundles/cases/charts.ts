import type { BundleCases } from '../bundle-case.ts';

/** Charts, graphs, diagrams. */
export const CHARTS: BundleCases = {
  d3: {
    head: '<script src="/lib/d3/dist/d3.min.js"></script>',
    body: '<svg id="chart"></svg>',
    exported: 'window.d3',
    keys: 500,
    smoke: `const rows = await lib.csv('https://wiki.corp.test/sample/rows.csv'); const y = lib.scaleLinear([0, 2], [0, 100]);
      lib.select('#chart').selectAll('a').data(rows).join('a').attr('xlink:href', (row) => 'https://static.corp.test/' + row.name).append('rect').attr('height', (row) => y(row.value)).on('click', function () { this.dataset = 1; });
      return [rows, document.getElementById('chart').outerHTML, lib.select('a').attr('xlink:href'), await lib.json('/sample/list.json'), lib.geoPath(lib.geoMercator())({ type: 'Point', coordinates: [1, 2] })];`,
  },
  'chart.js': {
    head: '<script src="/lib/chart.js/dist/chart.umd.min.js"></script>',
    body: '<canvas id="chart" width="300" height="150"></canvas>',
    exported: 'window.Chart',
    keys: 5,
    smoke: `const chart = new lib('chart', { type: 'bar', data: { labels: ['a', location.host], datasets: [{ label: 'n', data: [1, 2] }] }, options: { animation: false, responsive: false } });
      return [chart.getDatasetMeta(0).data.map((bar) => [bar.x, bar.y]), chart.toBase64Image().length, chart.scales.x.getLabels(), lib.version];`,
  },
  echarts: {
    head: '<script src="/lib/echarts/dist/echarts.min.js"></script>',
    body: '<div id="chart" style="width:300px;height:200px"></div>',
    exported: 'window.echarts',
    keys: 40,
    smoke: `const option = { animation: false, title: { text: location.host, link: 'https://static.corp.test/x' }, xAxis: { data: ['a', 'b'] }, yAxis: {}, series: [{ type: 'bar', data: [1, 2] }, { type: 'pie', data: [{ name: 'p', value: 1 }] }], graphic: [{ type: 'image', style: { image: 'https://static.corp.test/pixel.svg', width: 5 } }] };
      const svg = lib.init(null, null, { renderer: 'svg', ssr: true, width: 300, height: 200 }); svg.setOption(option); const drawn = lib.init(document.getElementById('chart')); drawn.setOption(option);
      return [svg.renderToSVGString(), document.querySelector('canvas').toDataURL === HTMLCanvasElement.prototype.toDataURL, drawn.getOption().title[0].link];`,
  },
  'plotly.js': {
    head: '<script src="/lib/plotly.js-dist-min/plotly.min.js"></script>',
    body: '<div id="chart" style="width:300px;height:200px"></div>',
    exported: 'window.Plotly',
    keys: 25,
    smoke: `const chart = await lib.newPlot('chart', [{ x: [1, 2, 3], y: [2, 1, 3], type: 'scatter' }], { title: { text: '<a href="https://static.corp.test/x">' + location.host + '</a>' }, width: 300, height: 200 }, { staticPlot: true });
      const svg = await lib.toImage(chart, { format: 'svg', width: 300, height: 200 }); return [decodeURIComponent(svg).replace(/[0-9a-f]{6,}/g, '#'), chart.querySelector('a') && chart.querySelector('a').href.baseVal, lib.version];`,
  },
  cytoscape: {
    head: '<script src="/lib/cytoscape/dist/cytoscape.min.js"></script>',
    body: '<div id="graph" style="width:300px;height:200px"></div>',
    exported: 'window.cytoscape',
    keys: 3,
    smoke: `const graph = lib({ container: document.getElementById('graph'), elements: [{ data: { id: 'a', location: 'here' } }, { data: { id: 'b' } }, { data: { id: 'ab', source: 'a', target: 'b' } }], style: [{ selector: 'node', style: { 'background-image': 'url(https://wiki.corp.test/pixel.svg)' } }], layout: { name: 'grid' } });
      return [graph.nodes().map((node) => node.position()), graph.elements('[location = "here"]').length, graph.elements().aStar({ root: '#a', goal: '#b' }).path.map((e) => e.id()), graph.json().style[0], graph.png().length > 100];`,
  },
  mermaid: {
    head: '<script src="/lib/mermaid/dist/mermaid.min.js"></script>',
    exported: 'window.mermaid',
    keys: 10,
    smoke: `lib.initialize({ startOnLoad: false, securityLevel: 'loose', deterministicIds: true, deterministicIDSeed: 'x' });
      const flow = await lib.render('flow', 'graph TD; A[location] -->|top| B; click A "https://static.corp.test/x" "tip"'); const talk = await lib.render('talk', 'sequenceDiagram\\n A->>B: hello'); const pie = await lib.render('pie', 'pie title P\\n "a" : 1\\n "b" : 2');
      must(flow.svg.includes('https://static.corp.test/x'), 'the link'); return [flow.svg, talk.svg, pie.svg].map((svg) => svg.replace(/-\\d{10,}/g, ''));`,
  },
};

/** @param {boolean} isNow */
function setPrinting(isNow) {
  if (isNow === view.isPrinting) return;
  view.isPrinting = isNow;
  if (isNow) hidePanel();
  render();
}

function start() {
  fillHeader();
  const heads = ['Workload', 'by', 'Identity'].map((name) => element('span', {}, name));
  const main = element(
    'main',
    {},
    filterBar(render),
    legend(),
    viewButtons(),
    element('div', { class: 'heads', 'aria-hidden': 'true' }, ...heads),
    area,
    ...(content.plan ? planSections(content.plan) : []),
    content.findings && findingsSection(),
  );
  document.body.append(main, panel);
  followPointer(area);
  narrow.addEventListener('change', render);
  matchMedia('print').addEventListener('change', ({ matches }) => setPrinting(matches));
  addEventListener('beforeprint', () => setPrinting(true));
  addEventListener('afterprint', () => setPrinting(false));
  render();
}

start();

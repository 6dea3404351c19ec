// The pages in a headless Chromium: what is seen, the choice of the language, accessibility, the screen of a telephone,
// and paper. PAGES names the folder of the pages; pictures and PDFs are left beside them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FOLDER = process.env.PAGES
const LANGUAGES = ['kk', 'ru', 'en']
// The words of the verdict, as the citizen reads them first.
const VERDICTS = {
  confirmed: { kk: 'Расталды', ru: 'Подтверждено', en: 'Confirmed' },
  refused: { kk: 'Бас тартылды', ru: 'Отказано', en: 'Refused' },
  undetermined: { kk: 'Анықталмады', ru: 'Не определено', en: 'Undetermined' },
}
const REPORTS = readdirSync(FOLDER).filter((name) => /^report-.*\.html$/.test(name)).map((name) => name.slice(0, -5))

let browser
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
})
after(() => browser?.close())

/** Opens a page; whatever the browser complains of or asks for is collected. */
async function open(name, viewport = { width: 900, height: 1200 }) {
  const page = await browser.newPage({ viewport })
  const url = pathToFileURL(join(FOLDER, `${name}.html`)).href
  const complaints = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss() })
  page.on('request', (request) => { if (request.url() !== url) complaints.push(`request: ${request.url()}`) })
  await page.goto(url)
  return { page, complaints }
}

async function assertAccessible(page, place) {
  await page.evaluate(AXE)
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document))
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`)
  assert.deepEqual(told, [], place)
  assert.ok(passes.length > 15, `${place}: only ${passes.length} rules found something to look at`)
}

const choose = (page, language) => page.locator(`label[for=to-${language}]`).click()
const visibleArticles = (page) => page.locator('article:visible').evaluateAll((all) => all.map((one) => one.lang))

/** Texts of a drawing lie within it, and no two of them lie on each other. */
const misplaced = (page) => page.evaluate(() => {
  const found = []
  for (const svg of document.querySelectorAll('figure svg')) {
    const frame = svg.getBoundingClientRect()
    if (frame.width === 0) continue
    const texts = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()])
    for (const [index, [words, box]] of texts.entries()) {
      const inside = box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.bottom <= frame.bottom + 1
      if (!inside) found.push(`outside: ${words}`)
      for (const [others, other] of texts.slice(index + 1)) {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left)
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
        if (across > 1 && down > 4) found.push(`${words} / ${others}`)
      }
    }
  }
  return found
})

test('there is a page for each verdict', () => {
  for (const verdict of Object.keys(VERDICTS)) assert.ok(REPORTS.includes(`report-${verdict}`), verdict)
})

for (const name of REPORTS) {
  describe(name, () => {
    test('one language is seen, the switch changes it, and every one is accessible', async () => {
      const { page, complaints } = await open(name)
      const [opened] = await visibleArticles(page)
      assert.equal(await page.locator('html').getAttribute('lang'), opened)
      for (const language of LANGUAGES) {
        await choose(page, language)
        assert.deepEqual(await visibleArticles(page), [language])
        const verdict = await page.locator('article:visible').getAttribute('data-decision')
        assert.equal(await page.locator('h1:visible').innerText(), VERDICTS[verdict][language])
        // Every kind of page once, and one of them in every language: the markup is the same.
        if (language === opened || name === 'report-refused') await assertAccessible(page, `${name} ${language}`)
        assert.deepEqual(await misplaced(page), [], `${name} ${language}`)
      }
      await choose(page, opened)
      await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
      assert.deepEqual(complaints, [])
      await page.close()
    })

    test('a telephone shows it without scrolling sideways', async () => {
      const { page } = await open(name, { width: 360, height: 700 })
      const { scrollWidth, innerWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth, innerWidth: globalThis.innerWidth,
      }))
      assert.ok(scrollWidth <= innerWidth, `${scrollWidth} > ${innerWidth}`)
      await page.screenshot({ path: join(FOLDER, `${name}-telephone.png`), fullPage: true })
      await page.close()
    })

    test('on paper stands the chosen language alone', async () => {
      const { page } = await open(name)
      const decision = await page.locator('article:visible').getAttribute('data-decision')
      await choose(page, 'kk')
      const path = join(FOLDER, `${name}.pdf`)
      await page.pdf({ path, preferCSSPageSize: true, printBackground: true })
      await page.close()
      const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
      assert.ok(text.includes(VERDICTS[decision].kk), text.slice(0, 300))
      for (const other of [VERDICTS[decision].ru, VERDICTS[decision].en, 'Русский']) assert.ok(!text.includes(other), other)
    })
  })
}

test('the keyboard alone changes the language', async () => {
  const { page } = await open('report-refused')
  await choose(page, 'kk')
  await page.keyboard.press('ArrowRight')
  assert.deepEqual(await visibleArticles(page), ['ru'])
  await page.keyboard.press('ArrowLeft')
  assert.deepEqual(await visibleArticles(page), ['kk'])
  // The next stop is the drawing, which may have to be scrolled.
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'DIV')
  await page.close()
})

test('names of the input cannot act and do not turn the text around', async () => {
  const { page, complaints } = await open('report-hostile')
  await choose(page, 'en')
  const text = await page.locator('article:visible').innerText()
  assert.ok(text.includes('<script>') && text.includes('[U+202E]'), text.slice(0, 1_000))
  assert.deepEqual(complaints, [])
  await page.close()
})

test('a scriptless browser changes the language too', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(pathToFileURL(join(FOLDER, 'report-refused.html')).href)
  await choose(page, 'en')
  assert.equal(await page.locator('h1:visible').innerText(), VERDICTS.refused.en)
  await context.close()
})

test('the printed result is accessible and shows its statements', async () => {
  const { page, complaints } = await open('result')
  await assertAccessible(page, 'result')
  const statements = page.locator('.statement')
  assert.equal(await statements.count(), 4)
  for (const statement of await statements.all()) assert.ok(await statement.isVisible())
  for (const code of await page.locator('figure svg').all()) {
    const { width, height } = await code.boundingBox()
    assert.ok(width > 180 && width === height, `${width} ${height}`)
  }
  assert.deepEqual(complaints, [])
  await page.close()
})

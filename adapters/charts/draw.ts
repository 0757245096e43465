import { createRequire } from 'node:module'
import type { Picture } from '../../bots/chart.ts'

const WIDTH = 960
const HEIGHT = 460
const SCALE = 2

const FAMILY = 'DejaVu Sans Condensed'
const INK = '#1d2b36'
const PALE = '#6b7a86'
const TONES = { neutral: '#2f6f9f', good: '#3f9467', bad: '#c0563f' } as const

/** The library and the renderer are large: they are read when the first picture is drawn. */
const loadTools = async () => {
  const [{ init, use }, { BarChart }, { GridComponent, TitleComponent }, { SVGRenderer }, { Resvg }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
    import('@resvg/resvg-js'),
  ])
  use([BarChart, GridComponent, TitleComponent, SVGRenderer])
  const { resolve } = createRequire(import.meta.url)
  const fontFiles = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))
  return { init, Resvg, fontFiles }
}
let tools: ReturnType<typeof loadTools> | undefined

/** Draws a picture of bar charts as a PNG. Its font is embedded in the drawing machine, so that it looks the same everywhere. */
export const drawPicture = async (picture: Picture): Promise<Uint8Array> => {
  tools ??= loadTools()
  const { init, Resvg, fontFiles } = await tools
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  try {
    chart.setOption(optionOf(picture))
    const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FAMILY }
    return new Resvg(chart.renderToSVGString(), { font, background: '#ffffff', fitTo: { mode: 'zoom', value: SCALE } }).render().asPng()
  } finally {
    chart.dispose()
  }
}

const text = (fontSize: number, color: string = INK, bold = false) => ({
  fontFamily: FAMILY,
  fontSize,
  color,
  fontWeight: bold ? ('bold' as const) : ('normal' as const),
})

/** Names come from data: cut, so that they stay in the picture. */
const short = (words: string, most: number) => {
  const letters = [...words]
  return letters.length <= most ? words : `${letters.slice(0, most - 1).join('')}…`
}

const optionOf = ({ title, subtitle, charts }: Picture) => {
  const room = WIDTH / Math.max(1, charts.length)
  return {
    animation: false,
    title: [
      {
        text: short(title, 70),
        subtext: short(subtitle ?? '', 110),
        left: 28,
        top: 18,
        itemGap: 6,
        textStyle: text(22, INK, true),
        subtextStyle: text(15, PALE),
      },
      ...charts.map((one, index) => ({ text: short(one.title, 46), left: index * room + 28, top: 88, textStyle: text(16, INK, true) })),
      ...charts.flatMap((one, index) =>
        one.bars.length ? [] : [{ text: short(one.nothing, 46), left: index * room + 28, top: HEIGHT / 2, textStyle: text(15, PALE) }],
      ),
    ],
    grid: charts.map((_, index) => ({ left: index * room + 28, width: room - 56, top: 142, bottom: 46 })),
    xAxis: charts.map(({ bars }, index) => ({
      type: 'category' as const,
      gridIndex: index,
      data: bars.map(({ label }) => short(label, 16)),
      show: bars.length > 0,
      axisLabel: { ...text(14, PALE), interval: 0 },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: '#c7d0d7' } },
    })),
    yAxis: charts.map((_, index) => ({ type: 'value' as const, gridIndex: index, show: false, min: 0 })),
    series: charts.map(({ bars }, index) => ({
      type: 'bar' as const,
      xAxisIndex: index,
      yAxisIndex: index,
      barMaxWidth: 64,
      data: bars.map(({ value, tone = 'neutral' }) => ({ value, itemStyle: { color: TONES[tone], borderRadius: [4, 4, 0, 0] } })),
      label: {
        show: true,
        position: 'top' as const,
        ...text(13, INK),
        formatter: ({ dataIndex }: { dataIndex: number }) => short(bars[dataIndex]?.shown ?? '', 22),
      },
    })),
  }
}

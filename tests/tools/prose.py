"""Pages in bulk: readable sentences put together by number, each page another one."""

from itertools import product

_PLACES = ["云河市", "青岭省", "东泽市", "梧溪区", "石棠县", "澜港市", "望川区", "汐州市"]
_BODIES = ["市场监管局", "标准化研究院", "住房城乡建设局", "农业农村局", "卫生健康委员会", "交通运输局", "消费者协会"]
_TOPICS = ["电梯安全评估", "社区助餐服务", "冷链运输记录", "盲道建设管理", "中药材种植", "共享充电服务", "校园食品留样"]
_RESULTS = [
    "投诉量下降了三成",
    "检查合格率明显提高",
    "企业用工成本有所降低",
    "群众满意度稳步上升",
    "纠纷处理时间缩短一半",
]

_SENTENCES = (
    "{place}{body}近日发布《{topic}规范》地方标准，将于下月起在全市范围内施行，编号为第{number}号。",
    "据介绍，该标准由{place}{body}牵头起草，历时{months}个月，先后走访了{visits}家单位，征求意见{comments}条。",
    "标准对{topic}的术语、流程、人员和记录作出统一规定，并要求相关单位每{months}个月开展一次自查。",
    "试点期间，参加试点的{visits}家单位反映，{result}，基层工作人员也有了可以照着做的依据。",
    "{body}负责人表示，下一步将组织宣贯培训，把{topic}的要求落实到每一个环节，让标准真正用起来。",
)


def page(number: int) -> str:
    """The text of page `number`: title, metadata line, five sentences in three paragraphs."""
    choices = list(product(_PLACES, _BODIES, _TOPICS))
    place, body, topic = choices[(number * 37) % len(choices)]
    values = {
        "place": place, "body": body, "topic": topic, "result": _RESULTS[number % 5], "number": 1000 + number,
        "months": 3 + number % 17, "visits": 20 + (number * 7) % 61, "comments": 100 + (number * 13) % 379,
    }  # fmt: skip
    one, two, three, four, five = (sentence.format(**values) for sentence in _SENTENCES)
    head = (
        f"{place}发布{topic}地方标准（第{1000 + number}号）\n2024-03-{1 + number % 28:02d} 09:30 来源：{place}日报\n\n"
    )
    return f"{head}　　{one}{two}\n\n　　{three}{four}\n\n　　{five}\n"
